"""Registration tokens, each for an agreement and with a lifetime."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Float, Integer, String, Table, bindparam, func, insert, select, update

from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import agreements
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.store.products import PRODUCTS

TOKENS = Table(
    "tokens",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("token", String, nullable=False, unique=True),
    Column("name", String),
    Column("agreement_id", String, index=True),
    Column("issued_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("resolved_at", Float),
    info={"of": ("agreements",)},
)
"""`agreement_id` is null for a token that was never issued; `expires_at` is null if the reading `token_lifetime`
decides; `position` is the order of minting."""

ADD = Prepared(
    lambda: insert(TOKENS).values(
        {column.name: bindparam(column.name) for column in TOKENS.c if column.name != "position"}
    )
)
FIND = Prepared(lambda: select(TOKENS).where(TOKENS.c.token == bindparam("token")))
_MINTED = Prepared(
    lambda: select(func.count()).select_from(TOKENS).where(TOKENS.c.agreement_id == bindparam("agreement_id"))
)
MARK_RESOLVED = Prepared(
    lambda: update(TOKENS).where(TOKENS.c.position == bindparam("id")).values(resolved_at=bindparam("resolved_at"))
)
RESOLVE = Prepared(
    lambda: (
        select(
            TOKENS.c.position,
            TOKENS.c.issued_at,
            TOKENS.c.expires_at,
            TOKENS.c.resolved_at,
            AGREEMENTS.c.agreement_id,
            AGREEMENTS.c.license_arn,
            AGREEMENTS.c.resolved_at.label("agreement_resolved_at"),
            PRODUCTS.c.product_code,
            PRODUCTS.c.generation,
            PRODUCTS.c.seller_account,
            BUYERS.c.customer_aws_account_id,
            BUYERS.c.customer_identifier,
        )
        .select_from(TOKENS)
        .join(AGREEMENTS, AGREEMENTS.c.agreement_id == TOKENS.c.agreement_id)
        .join(PRODUCTS, PRODUCTS.c.product_code == AGREEMENTS.c.product_code)
        .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id)
        .where(TOKENS.c.token == bindparam("token"))
    )
)
"""A token with its agreement, product and buyer; no row if it was never issued."""

YOUNG = Prepared(
    lambda: (
        select(TOKENS.c.token, TOKENS.c.name, TOKENS.c.expires_at, PRODUCTS.c.generation)
        .select_from(TOKENS)
        .join(AGREEMENTS, AGREEMENTS.c.agreement_id == TOKENS.c.agreement_id)
        .join(PRODUCTS, PRODUCTS.c.product_code == AGREEMENTS.c.product_code)
        .where(TOKENS.c.issued_at > bindparam("since"))
        .where((TOKENS.c.expires_at.is_(None)) | (TOKENS.c.expires_at > bindparam("now")))
        .order_by(TOKENS.c.position)
        .limit(bindparam("most"))
    )
)
"""The oldest tokens of agreements that were issued after `since` and have not expired `now`."""


def new(
    *,
    token: str,
    agreement_id: str | None,
    issued_at: float,
    expires_at: float | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Return the row of a new token, never issued if it has no agreement. Without `expires_at`, the reading decides."""
    return {
        "token": token,
        "name": name,
        "agreement_id": agreement_id,
        "issued_at": issued_at,
        "expires_at": expires_at,
        "resolved_at": None,
    }


def minted(store: Store, agreement_id: str) -> int:
    """Return how many tokens an agreement has had."""
    found = store.row(_MINTED, agreement_id=agreement_id)
    assert found is not None, "a count always has a row"
    return int(found[0])


def create(store: Store, row: Row) -> None:
    """Add a token. Raise Conflict, or NotThere if its agreement does not exist."""
    if store.row(FIND, token=row["token"]) is not None:
        raise Conflict(f"the token {shortened(row['token'])!r} already exists; each token is issued once")
    if row["agreement_id"] is not None:
        agreements.find(store, row["agreement_id"])
    store.run(ADD, **row)
