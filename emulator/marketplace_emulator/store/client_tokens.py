"""Client tokens: what makes a call that an SDK sends again the same call."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Column, Float, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store

CLIENT_TOKENS = Table(
    "client_tokens",
    METADATA,
    Column("operation", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("client_token", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("used_at", Float, nullable=False),
    info={"of": ("metering_records",)},
)
"""`digest` tells parameters from others; `answer` is JSON, the members of the result."""
_C = CLIENT_TOKENS.c

_ADD = Prepared(lambda: insert(CLIENT_TOKENS).values({column.name: bindparam(column.name) for column in _C}))
_FIND = Prepared(
    lambda: (
        select(CLIENT_TOKENS)
        .where(_C.operation == bindparam("operation"))
        .where(_C.account == bindparam("account"))
        .where(_C.client_token == bindparam("client_token"))
    )
)


def find(store: Store, operation: str, account: str, client_token: str) -> Row | None:
    """Return the digest of the parameters that an account first sent with a token, and the answer; None for a new token."""
    found = store.row(_FIND, operation=operation, account=account, client_token=client_token)
    return None if found is None else {**dict(found), "answer": msgspec.json.decode(found["answer"])}


def add(
    store: Store, *, operation: str, account: str, client_token: str, digest: str, answer: dict[str, Any], at: float
) -> None:
    """Add a token with which an account sent a call, and the answer to the call."""
    store.run(
        _ADD,
        operation=operation,
        account=account,
        client_token=client_token,
        digest=digest,
        answer=msgspec.json.encode(answer).decode(),
        used_at=at,
    )
