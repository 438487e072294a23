"""Access keys, each with its account, and with the secret for --strict-signatures."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Column, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Store
from marketplace_emulator.store.entry import AccountId, FixtureEntry, Name, Planting
from marketplace_emulator.store.problems import Conflict

CREDENTIALS = Table(
    "credentials",
    METADATA,
    Column("access_key_id", String, primary_key=True),
    Column("secret_access_key", String, nullable=False),
    Column("account", String, nullable=False),
    Column("platform", String),
    Column("region", String),
)

Platform = Literal["ec2", "ecs", "eks", "fargate", "agentcore"]

_ADD = Prepared(lambda: insert(CREDENTIALS).values({column.name: bindparam(column.name) for column in CREDENTIALS.c}))
_ALL = Prepared(lambda: select(CREDENTIALS).order_by(CREDENTIALS.c.access_key_id))


class Credential(msgspec.Struct, frozen=True):
    """An access key of an AWS account, of software that runs on `platform` in `region`; None if anywhere."""

    access_key_id: str
    secret_access_key: str
    account: str
    platform: str | None = None
    region: str | None = None


def known(store: Store) -> dict[str, Credential]:
    """Return the fixtures' access keys by id."""
    return {row["access_key_id"]: Credential(*row) for row in store.rows(_ALL)}


def create(store: Store, credential: Credential) -> None:
    """Add an access key."""
    if credential.access_key_id in known(store):
        raise Conflict(f"the access key {credential.access_key_id!r} already exists; give another")
    store.run(_ADD, **msgspec.structs.asdict(credential))


class CredentialEntry(FixtureEntry, frozen=True, kw_only=True):
    """An access key, its secret for --strict-signatures, its account, and where the software that uses it runs."""

    access_key_id: Name
    secret_access_key: Name
    account: AccountId
    platform: Platform | None = None
    region: Name | None = None


def plant(planting: Planting, entry: CredentialEntry) -> None:
    """Add a fixture file's access key."""
    create(planting.store, Credential(**msgspec.structs.asdict(entry)))
