"""What a person can search for: one row for each noun, with its identifiers and the pages that they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from sqlalchemy import Column, Table

from marketplace_emulator import duration
from marketplace_emulator.console.rendering import moment
from marketplace_emulator.shortening import Shortening, shortened
from marketplace_emulator.store import Row
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.credentials import CREDENTIALS
from marketplace_emulator.store.dimensions import DIMENSIONS
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.exchanges import EXCHANGES, SUMMARY
from marketplace_emulator.store.faults import FAULTS
from marketplace_emulator.store.handovers import HANDOVERS
from marketplace_emulator.store.instances import INSTANCES
from marketplace_emulator.store.metering_records import METERING_RECORDS
from marketplace_emulator.store.offers import OFFERS
from marketplace_emulator.store.products import PRODUCTS
from marketplace_emulator.store.subscriptions import SUBSCRIPTIONS
from marketplace_emulator.store.tokens import TOKENS

_OF_UUIDS = frozenset("0123456789abcdef-")


@dataclass(frozen=True, slots=True)
class Find:
    """Something that was found: its identifier, what is known of it, and the links to pages that show it."""

    identifier: str
    facts: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Findable:
    """A noun that can be found `by` these columns of its table; `says` tells people which identifiers these are.

    `newest` limits the search to so many rows of a table that may have millions of them and no index. Where all identifiers
    are UUIDs, nothing else need be looked for a part of.
    """

    heading: str
    says: str
    table: Table
    by: tuple[str, ...]
    shown: Callable[[Row], Find]
    newest: int | None = None
    are_uuids: bool = False

    def may_have(self, part: str) -> bool:
        """Return whether an identifier may contain a text."""
        return not self.are_uuids or set(part.lower()) <= _OF_UUIDS

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """The columns that are read: all, but no bodies of exchanges."""
        return SUMMARY if self.table is EXCHANGES else tuple(self.table.c)

    @property
    def order(self) -> Column[Any]:
        """The column that grows with each new row, or the first one."""
        return next(iter(self.table.primary_key.columns))


def link(path: str, *segments: str, fragment: str = "", **query: str) -> str:
    """Return the path of a page, with each value escaped."""
    filled = path.format(*(quote(each, safe="") for each in segments))
    return filled + (f"?{urlencode(query)}" if query else "") + (f"#{quote(fragment)}" if fragment else "")


def _agreement(agreement_id: str | None, fragment: str = "") -> tuple[tuple[str, str], ...]:
    if not agreement_id:
        return ()
    return (("Agreement", link("/console/agreements/{}", agreement_id, fragment=fragment)),)


def _timeline(**about: str) -> tuple[tuple[str, str], ...]:
    return (("Timeline", link("/console/timeline", **about)),)


def _at(seconds: float) -> str:
    return moment(duration.iso(seconds))


def _token(row: Row) -> Find:
    issued = f"issued {_at(row['issued_at'])}" if row["agreement_id"] else "never issued"
    known = (row["name"] or "", issued, "already used" if row["resolved_at"] else "")
    return Find(
        shortened(row["token"]),
        tuple(filter(None, known)),
        _agreement(row["agreement_id"]) + _timeline(token=shortened(row["token"])),
    )


def _handover(row: Row) -> Find:
    facts = (row["choice"], f"browser sent {_at(row['at'])}")
    return Find(shortened(row["token"]), facts, (("Set-up", link("/console/set-up/{}", row["agreement_id"])),))


def _shown_agreement(row: Row) -> Find:
    facts = (row["status"], row["name"], f"buyer {row['customer_aws_account_id']}", row["license_arn"])
    links = _agreement(row["agreement_id"]) + _timeline(agreement_id=row["agreement_id"])
    return Find(row["agreement_id"], facts, links)


def _buyer(row: Row) -> Find:
    account = row["customer_aws_account_id"]
    agreements = (("Agreements", link("/console/agreements", buyer=account)),)
    facts = (row["name"], f"CustomerIdentifier {row['customer_identifier']}")
    return Find(account, facts, agreements + _timeline(customer_aws_account_id=account))


def _product(row: Row) -> Find:
    code = row["product_code"]
    links = (("Product page", link("/console/buy/{}", code)), *_timeline(product_code=code))
    return Find(code, (row["name"], row["product_id"], row["generation"]), links)


def _offer(row: Row) -> Find:
    facts = (row["name"], row["kind"], f"product {row['product_code']}")
    return Find(row["offer_id"], facts, (("Product page", link("/console/buy/{}", row["product_code"])),))


def _dimension(row: Row) -> Find:
    facts = (row["name"], f"product {row['product_code']}")
    return Find(row["key"], facts, (("Product page", link("/console/buy/{}", row["product_code"])),))


def _exchange(row: Row) -> Find:
    facts = (row["operation"] or "no operation", row["outcome"], _at(row["at"]), row["request_id"])
    number = str(row["id"])
    timeline = ("Timeline", link("/console/timeline", until=number, fragment=f"exchange-{number}"))
    return Find(number, facts, (("Request and answer", link("/console/exchanges/{}", number)), timeline))


def _event(row: Row) -> Find:
    facts = (row["type"], "sent" if row["emitted"] else "planned", _at(row["at"]))
    agreement_id, event_id = row["agreement_id"], row["event_id"]
    message = (("Message", link("/console/agreements/{}/messages/{}", agreement_id, event_id)),)
    return Find(event_id, facts, message + _agreement(agreement_id) if agreement_id else ())


def _subscription(row: Row) -> Find:
    facts = (row["name"] or "", row["kind"], row["target"], row["state"])
    return Find(row["subscription_id"], tuple(filter(None, facts)), (("Timeline", "/console/timeline"),))


def _fault(row: Row) -> Find:
    rule = Shortening().value(msgspec.json.decode(row["rule"]))
    facts = (*(f"{name} {value}" for name, value in rule.items()), f"applied {row['applied']} times")
    switch = link("/console/switchboard/faults", fragment=row["fault_id"])
    return Find(row["fault_id"], facts, (("Faults", switch),))


def _record(row: Row) -> Find:
    facts = (row["status"], row["dimension"], _at(row["timestamp"]), f"product {row['product_code']}")
    call = (("Exchange", link("/console/search", q=row["request_id"])),)
    return Find(row["metering_record_id"] or row["request_id"], facts, _agreement(row["agreement_id"], "usage") + call)


def _credential(row: Row) -> Find:
    return Find(row["access_key_id"], (f"account {row['account']}",), (("Timeline", "/console/timeline"),))


def _instance(row: Row) -> Find:
    facts = (f"registered {_at(row['registered_at'])}", f"product {row['product_code']}")
    return Find(row["access_key_id"], facts, _timeline(product_code=row["product_code"]))


AGREED = ("agreement_id", "license_arn", "name", "offer_id", "customer_aws_account_id")
EXCHANGE = Findable(
    "Exchanges",
    "the request id of an exchange with AWS, or its number",
    EXCHANGES,
    ("request_id",),
    _exchange,
    are_uuids=True,
)
FINDABLE = (
    Findable("Tokens", "a registration token, whole or shortened, or its name", TOKENS, ("token", "name"), _token),
    Findable(
        "Handovers", "a token with which a buyer's browser was sent to the seller", HANDOVERS, ("token",), _handover
    ),
    Findable("Agreements", "an agreement's id, LicenseArn or name", AGREEMENTS, AGREED, _shown_agreement),
    Findable(
        "Buyers",
        "a buyer's AWS account, CustomerIdentifier or name",
        BUYERS,
        ("customer_aws_account_id", "customer_identifier", "name"),
        _buyer,
    ),
    Findable("Products", "a product's code, id or name", PRODUCTS, ("product_code", "product_id", "name"), _product),
    Findable("Offers", "an offer's id or name", OFFERS, ("offer_id", "name"), _offer),
    Findable("Dimensions", "a dimension's key or name", DIMENSIONS, ("key", "name"), _dimension),
    EXCHANGE,
    Findable("Messages", "the id of a message or an event", EVENTS, ("event_id",), _event, are_uuids=True),
    Findable(
        "Subscriptions",
        "a subscription's id, name or target",
        SUBSCRIPTIONS,
        ("subscription_id", "name", "target"),
        _subscription,
    ),
    Findable("Faults", "a fault's id", FAULTS, ("fault_id",), _fault),
    Findable(
        "Metering records",
        "a MeteringRecordId",
        METERING_RECORDS,
        ("metering_record_id", "request_id"),
        _record,
        newest=20_000,
        are_uuids=True,
    ),
    Findable("Access keys", "an access key", CREDENTIALS, ("access_key_id",), _credential),
    Findable(
        "Registered instances", "the access key of a registered instance", INSTANCES, ("access_key_id",), _instance
    ),
)
"""In the order of the page."""
