"""Fixture files: the products, buyers, agreements, tokens, faults and readings of a world, written in YAML."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from marketplace_emulator.faults.rule import NewFault
from marketplace_emulator.nouns import Account
from marketplace_emulator.store.agreements import Status

AccountId = Account
"""Python's `$` also matches before a last newline, which `(?!\\n)` forbids; JSON Schema's never does."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
AgreementId = Annotated[
    str, Meta(max_length=200, pattern=r"^\w[\w .:+-]*$(?!\n)", description="letters, digits and any of _ .:+-")
]
Time = Annotated[str, Meta(description="now, now+4h, now-1d, or ISO 8601")]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a fixture file; identifiers left out are derived from its name."""


class Product(Entry, frozen=True, kw_only=True):
    """A SaaS product that the seller lists."""

    name: Name
    generation: Literal["legacy", "concurrent"] = "concurrent"
    product_code: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    product_id: Name | None = None
    seller_account: AccountId = "111122223333"


class Buyer(Entry, frozen=True, kw_only=True):
    """An AWS account that buys."""

    name: Name
    customer_aws_account_id: AccountId | None = None
    customer_identifier: Name | None = None


class Agreement(Entry, frozen=True, kw_only=True):
    """A buyer's purchase of a product, both by name or by identifier."""

    name: Name
    product: str
    buyer: str
    start_time: Time = "now"
    end_time: Time | None = None
    free_trial: bool = False
    status: Status = "ACTIVE"
    agreement_id: AgreementId | None = None
    license_arn: Name | None = None
    offer_id: Name | None = None


class Token(Entry, frozen=True, kw_only=True):
    """A registration token: written out, or derived from its name in AWS's shape.

    It belongs to `agreement` (a name or an id; the world's first where left out); `agreement: null` was never issued.
    """

    name: Name | None = None
    token: Annotated[str, Meta(min_length=1)] | None = None
    agreement: str | UnsetType | None = UNSET
    issued_at: Time = "now"
    expires_at: Time | None = None
    fault: NewFault | None = None


class Credential(Entry, frozen=True, kw_only=True):
    """An access key and the account whose it is, for --strict-signatures."""

    access_key_id: Name
    secret_access_key: Name
    account: AccountId


class Fixtures(Entry, frozen=True, kw_only=True):
    """A fixture file for marketplace-emulator."""

    products: list[Product] = []
    buyers: list[Buyer] = []
    agreements: list[Agreement] = []
    tokens: list[Token] = []
    faults: list[NewFault] = []
    readings: dict[str, str] = {}
    credentials: list[Credential] = []


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a fixture file."""
    made = msgspec.json.schema(Fixtures)
    for each in made["$defs"].values():
        if "description" in each:  # a docstring, whose lines before Python 3.13 are indented
            each["description"] = inspect.cleandoc(each["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
