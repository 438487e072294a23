"""The public keys that sellers verify AWS Marketplace's signatures with, each by its version; the newest is current.

The key pair of a version never changes. A reset and a snapshot change only which versions there are, so that software with
a public key in it goes on working.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as put

from marketplace_emulator import key_pair
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entry import FixtureEntry, Planting
from marketplace_emulator.store.problems import NotThere

imitates(
    __name__, "A public key is an RSA key of 2048 bits, in PEM.", "assumed", "the seller guide shows one of 1024 bits"
)
imitates(__name__, "The first public key has version 1.", "doc", "seller guide, Java example of RegisterUsage")

PUBLIC_KEYS = Table(
    "public_keys",
    METADATA,
    Column("version", Integer, primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("rotated_at", Float),
)

_BESIDE_THE_STATE = MetaData()
_KEY_PAIRS = Table(
    "key_pairs",
    _BESIDE_THE_STATE,
    Column("version", Integer, primary_key=True),
    Column("private_key", String, nullable=False),
)

_VERSION = bindparam("version", type_=Integer)
_ALL = Prepared(lambda: select(PUBLIC_KEYS).order_by(PUBLIC_KEYS.c.version))
_ADD = Prepared(lambda: insert(PUBLIC_KEYS).values({column.name: bindparam(column.name) for column in PUBLIC_KEYS.c}))
_NEWEST = Prepared(lambda: select(PUBLIC_KEYS.c.version).order_by(PUBLIC_KEYS.c.version.desc()).limit(1))
_ROTATE_OUT = Prepared(
    lambda: update(PUBLIC_KEYS).where(PUBLIC_KEYS.c.rotated_at.is_(None)).values(rotated_at=bindparam("now"))
)
_PAIR = Prepared(lambda: select(_KEY_PAIRS.c.private_key).where(_KEY_PAIRS.c.version == _VERSION))
_put = put(_KEY_PAIRS).values(version=bindparam("version"), private_key=bindparam("private_key"))
_KEEP = Prepared(
    lambda: _put.on_conflict_do_update(index_elements=["version"], set_={"private_key": _put.excluded.private_key})
)


def all_of(store: Store, now: float) -> list[Row]:
    """Return the public keys, the oldest first; the first key is made when somebody first asks."""
    found = store.rows(_ALL)
    if not found:
        _add(store, 1, now)
        found = store.rows(_ALL)
    return [dict(row) for row in found]


def find(store: Store, version: int | str, now: float) -> Row:
    """Find a public key by its version, or raise NotThere."""
    known = {str(each["version"]): each for each in all_of(store, now)}
    if str(version) not in known:
        raise NotThere("public key of version", str(version), known)
    return known[str(version)]


def rotate(store: Store, now: float) -> int:
    """Add a new version, and return it; the one before is rotated out."""
    version: int = all_of(store, now)[-1]["version"] + 1
    _add(store, version, now)
    return version


def _add(store: Store, version: int, now: float) -> None:
    store.run(_ROTATE_OUT, now=now)
    store.run(_ADD, version=version, created_at=now, rotated_at=None)


def private_key(store: Store, version: int) -> str:
    """Return the private key of a version in PEM; the pair is made when it is first needed."""
    store.make(_BESIDE_THE_STATE)
    found = store.row(_PAIR, version=version)
    if found is not None:
        return str(found[0])
    made = key_pair.make()
    _keep(store, version, made)
    return made


def _keep(store: Store, version: int, private_key: str) -> None:
    store.make(_BESIDE_THE_STATE)
    store.run(_KEEP, version=version, private_key=private_key)


def public_key(store: Store, version: int) -> str:
    """Return the public key of a version in PEM."""
    return key_pair.public_key(private_key(store, version))


class PublicKeyEntry(FixtureEntry, frozen=True, kw_only=True):
    """A public key, given by its private key, for software that has the public key in it; each rotates out the one before."""

    private_key: Annotated[str, Meta(min_length=1, description="an RSA key in PEM, as `openssl genrsa 2048` makes it")]
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)] = 1


def plant(planting: Planting, entry: PublicKeyEntry) -> None:
    """Add a fixture file's public key."""
    try:
        key_pair.public_key(entry.private_key)
    except key_pair.NotAKeyPair as problem:
        raise planting.mistake(str(problem), "private_key") from None
    newest = planting.store.row(_NEWEST)
    if newest is not None and entry.version <= newest[0]:
        raise planting.mistake(f"{entry.version} does not come after version {newest[0]}; give a later one", "version")
    _keep(planting.store, entry.version, entry.private_key)
    _add(planting.store, entry.version, planting.now)
