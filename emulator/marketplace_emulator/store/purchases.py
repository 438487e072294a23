"""Thousands of buyers, agreements and tokens at once, for tests at an integration's real size."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace_emulator import identifiers
from marketplace_emulator.store import agreements, buyers, entitlements, products, tokens
from marketplace_emulator.store.database import Store
from marketplace_emulator.store.entitlements import Granted
from marketplace_emulator.store.problems import Conflict

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Purchases:
    """`count` agreements on the same `terms`, named `name-1`, `name-2` and so on, each with `tokens` tokens.

    `terms` are members of `agreements.new`. Each grants the same entitlements. Each has a new buyer, or all have the buyer
    `customer_aws_account_id`.
    """

    name: str
    count: int
    tokens: int
    at: float
    terms: Mapping[str, Any]
    entitlements: Granted
    expires_at: float | None = None
    customer_aws_account_id: str | None = None

    def agreement(self, number: int) -> dict[str, Any]:
        """Return the row of one agreement."""
        return agreements.new(
            name=f"{self.name}-{number}",
            customer_aws_account_id=self.customer_aws_account_id or identifiers.account_numbered(self.name, number),
            **self.terms,
        )

    def buyer(self, agreement: dict[str, Any]) -> dict[str, Any]:
        """Return the row of an agreement's new buyer."""
        return buyers.new(name=agreement["name"], customer_aws_account_id=agreement["customer_aws_account_id"])

    def token(self, agreement: dict[str, Any], number: int) -> dict[str, Any]:
        """Return the row of one of an agreement's tokens, derived from the name like the tokens of fixture files."""
        name = agreement["name"] if self.tokens == 1 else f"{agreement['name']}-{number}"
        return tokens.new(
            token=identifiers.token(name),
            name=name,
            agreement_id=agreement["agreement_id"],
            issued_at=self.at,
            expires_at=self.expires_at,
        )


def create(store: Store, purchases: Purchases) -> Iterator[list[dict[str, Any]]]:
    """Add the purchases and yield the agreements, some at a time.

    Raise NotThere or Conflict, and let the caller's transaction undo what was added.
    """
    code = purchases.terms["product_code"]
    product = products.find(store, code)
    account = purchases.customer_aws_account_id
    if account is not None:
        buyers.find(store, account)
        if product["generation"] == "legacy":
            raise Conflict(
                f"{code} is a legacy product, which allows one agreement for each buyer; leave out "
                "customer_aws_account_id, or use a product of generation concurrent"
            )
    entitlements.check(store, code, purchases.entitlements)
    try:
        for first in range(1, purchases.count + 1, BATCH):
            yield _add(store, purchases, range(first, min(first + BATCH, purchases.count + 1)))
    except sqlite3.IntegrityError:
        raise Conflict(f"some of {purchases.name}-1 to -{purchases.count} already exist; give another name") from None


def _add(store: Store, purchases: Purchases, numbers: range) -> list[dict[str, Any]]:
    made = [purchases.agreement(number) for number in numbers]
    if purchases.customer_aws_account_id is None:
        store.run_many(buyers.ADD, [purchases.buyer(each) for each in made])
    store.run_many(agreements.ADD, made)
    store.run_many(entitlements.ADD, [row for each in made for row in entitlements.rows(each, purchases.entitlements)])
    minted = range(1, purchases.tokens + 1)
    store.run_many(tokens.ADD, [purchases.token(each, number) for each in made for number in minted])
    return made
