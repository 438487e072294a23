"""Buyers: AWS accounts that accepted an offer."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, bindparam, insert, select

from marketplace_emulator import identifiers
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.problems import Conflict, NotThere

BUYERS = Table(
    "buyers",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("customer_aws_account_id", String, nullable=False, unique=True),
    Column("customer_identifier", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
)

ADD = Prepared(
    insert(BUYERS).values({column.name: bindparam(column.name) for column in BUYERS.c if column.name != "position"})
)
ALL = Prepared(select(BUYERS).order_by(BUYERS.c.position))
FIND = Prepared(select(BUYERS).where(BUYERS.c.customer_aws_account_id == bindparam("customer_aws_account_id")))
ACCOUNTS = Prepared(select(BUYERS.c.customer_aws_account_id).order_by(BUYERS.c.position))


def find(store: Store, customer_aws_account_id: str) -> Row:
    """Find a buyer, or raise NotThere."""
    found = store.row(FIND, customer_aws_account_id=customer_aws_account_id)
    if found is None:
        raise NotThere("buyer", customer_aws_account_id, (row[0] for row in store.rows(ACCOUNTS)))
    return dict(found)


def create(store: Store, *, name: str, customer_aws_account_id: str | None, customer_identifier: str | None) -> str:
    """Add a buyer and return its AWS account id; identifiers left out are derived from the name."""
    account = customer_aws_account_id or identifiers.account(name)
    if store.row(FIND, customer_aws_account_id=account) is not None:
        raise Conflict(f"the buyer {account!r} is there already; give another name or customer_aws_account_id")
    identifier = customer_identifier or identifiers.customer_identifier(name)
    store.run(ADD, customer_aws_account_id=account, customer_identifier=identifier, name=name)
    return account
