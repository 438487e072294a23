"""The key and certificate that SNS's messages are signed with, and the certificates of the HTTPS port.

They are in tables of their own beside the state, so that neither a reset nor a snapshot changes them (decision 15).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Column, MetaData, String, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from marketplace_emulator import key_pair
from marketplace_emulator.sns import certificate
from marketplace_emulator.sns.certificate import HttpsIdentity
from marketplace_emulator.store.database import Prepared, Store

_BESIDE_THE_STATE = MetaData()
_CERTIFICATES = Table(
    "signing_certificates",
    _BESIDE_THE_STATE,
    Column("names", String, primary_key=True),
    Column("private_key", String, nullable=False),
    Column("certificate", String, nullable=False),
    Column("authority", String, nullable=False),
)
"""`names` is SNS for the one that signs messages, else the JSON list of the host names of an HTTPS port."""
_SNS = "SNS"
_FIND = Prepared(lambda: select(_CERTIFICATES).where(_CERTIFICATES.c.names == bindparam("names")))
_put = insert(_CERTIFICATES).values({each.name: bindparam(each.name) for each in _CERTIFICATES.c})
_KEEP = Prepared(
    lambda: _put.on_conflict_do_update(
        index_elements=["names"],
        set_={name: _put.excluded[name] for name in ("private_key", "certificate", "authority")},
    )
)


def signing(store: Store) -> tuple[str, str]:
    """Return the private key and the certificate that SNS signs with, in PEM; they are made when first needed."""
    kept = _kept(store, _SNS)
    if kept is None:
        private_key = key_pair.make()
        made = certificate.signing(private_key)
        kept = HttpsIdentity(made, private_key, made)
        _keep(store, _SNS, kept)
    return kept.private_key, kept.certificate


def https(store: Store, names: Iterable[str]) -> HttpsIdentity:
    """Return the certificate of an HTTPS port with these host names; it is made when first needed, and before it ends."""
    key = json.dumps(sorted(set(names)))
    kept = _kept(store, key)
    if kept is None or not kept.is_good():
        kept = certificate.https(json.loads(key))
        _keep(store, key, kept)
    return kept


def _kept(store: Store, names: str) -> HttpsIdentity | None:
    store.make(_BESIDE_THE_STATE)
    found = store.row(_FIND, names=names)
    return None if found is None else HttpsIdentity(found["certificate"], found["private_key"], found["authority"])


def _keep(store: Store, names: str, made: HttpsIdentity) -> None:
    store.run(_KEEP, names=names, certificate=made.certificate, private_key=made.private_key, authority=made.authority)
