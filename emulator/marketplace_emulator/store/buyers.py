"""Buyers: AWS accounts that accepted an offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Integer, String, Table, bindparam, insert, select, update

from marketplace_emulator import identifiers
from marketplace_emulator.store import contacts
from marketplace_emulator.store.contacts import Contact
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.entry import AccountId, FixtureEntry, Name, Planting
from marketplace_emulator.store.problems import Conflict, NotThere

BUYERS = Table(
    "buyers",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("customer_aws_account_id", String, nullable=False, unique=True),
    Column("customer_identifier", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("suspended", Boolean, nullable=False),
    Column("contact", String),
)
"""A buyer is `suspended` while AWS has suspended the account. `contact` is as `contacts.written` returns it."""

ADD = Prepared(
    lambda: insert(BUYERS).values(
        {column.name: bindparam(column.name) for column in BUYERS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(BUYERS).order_by(BUYERS.c.position))
FIND = Prepared(lambda: select(BUYERS).where(BUYERS.c.customer_aws_account_id == bindparam("customer_aws_account_id")))
NAMED = Prepared(
    lambda: select(BUYERS).where(BUYERS.c.name == bindparam("name")).order_by(BUYERS.c.position.desc()).limit(1)
)
"""The newest buyer with a name."""
_OF_IDENTIFIER = Prepared(
    lambda: select(BUYERS.c.customer_aws_account_id).where(
        BUYERS.c.customer_identifier == bindparam("customer_identifier")
    )
)
_SUSPEND = Prepared(
    lambda: (
        update(BUYERS)
        .where(BUYERS.c.customer_aws_account_id == bindparam("account"))
        .values(suspended=bindparam("is_suspended"))
    )
)
ACCOUNTS = Prepared(lambda: select(BUYERS.c.customer_aws_account_id).order_by(BUYERS.c.position))


def find(store: Store, customer_aws_account_id: str) -> Row:
    """Find a buyer, or raise NotThere."""
    found = store.row(FIND, customer_aws_account_id=customer_aws_account_id)
    if found is None:
        raise NotThere("buyer", customer_aws_account_id, (row[0] for row in store.rows(ACCOUNTS)))
    return dict(found)


def suspend(store: Store, customer_aws_account_id: str, *, suspended: bool) -> Row:
    """Suspend a buyer's account, or restore it, and return the buyer; raise NotThere."""
    find(store, customer_aws_account_id)
    store.run(_SUSPEND, account=customer_aws_account_id, is_suspended=suspended)
    return find(store, customer_aws_account_id)


def accounts(store: Store, customer_identifiers: Iterable[str]) -> list[str]:
    """Return the accounts of the buyers with these CustomerIdentifiers; an unknown one has none."""
    found = (store.row(_OF_IDENTIFIER, customer_identifier=each) for each in customer_identifiers)
    return [row[0] for row in found if row is not None]


def new(
    *,
    name: str,
    customer_aws_account_id: str | None = None,
    customer_identifier: str | None = None,
    suspended: bool = False,
    contact: Contact | bool = True,
) -> dict[str, Any]:
    """Return the row of a new buyer; missing identifiers are derived from the name."""
    return {
        "customer_aws_account_id": customer_aws_account_id or identifiers.account(name),
        "customer_identifier": customer_identifier or identifiers.customer_identifier(name),
        "name": name,
        "suspended": suspended,
        "contact": contacts.written(contact),
    }


def create(store: Store, row: Row) -> str:
    """Add a buyer and return its AWS account id, or raise Conflict."""
    account: str = row["customer_aws_account_id"]
    if store.row(FIND, customer_aws_account_id=account) is not None:
        raise Conflict(f"the buyer {account!r} already exists; give another name or customer_aws_account_id")
    store.run(ADD, **row)
    return account


class BuyerEntry(FixtureEntry, frozen=True, kw_only=True):
    """An AWS account that buys."""

    name: Name
    customer_aws_account_id: AccountId | None = None
    customer_identifier: Name | None = None
    suspended: bool = False
    contact: Contact | bool = True
    """The person whom GetAgreementContacts names; false if there is none."""


def named(entry: BuyerEntry) -> tuple[str, str]:
    """Return the entry's name in fixture files, and the buyer's AWS account id."""
    return entry.name, entry.customer_aws_account_id or identifiers.account(entry.name)


def add(store: Store, entry: BuyerEntry) -> str:
    """Add the buyer that an entry describes and return its AWS account id, or raise Conflict."""
    return create(store, new(**{name: getattr(entry, name) for name in BuyerEntry.__struct_fields__}))


def plant(planting: Planting, entry: BuyerEntry) -> None:
    """Add a fixture file's buyer."""
    add(planting.store, entry)
