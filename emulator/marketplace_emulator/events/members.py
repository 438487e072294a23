"""The members that the bodies of events have in common, as EventBridge writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Account = Annotated[str, Meta(pattern="^[0-9]{12}$")]
Time = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{3})?Z$",
        extra_json_schema={"format": "date-time"},
    ),
]
Money = Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]{2}$")]
Intent = Literal["NEW", "AMEND", "REPLACE", "RENEW"]


class Member(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An object of an event; its members are written in their order here."""

    def members(self) -> dict[str, Any]:
        """Return the members by their names here."""
        return msgspec.structs.asdict(self)


class Identified(Member, frozen=True, kw_only=True):
    """A thing by its id."""

    id: str


class Party(Member, frozen=True, kw_only=True):
    """One side of an agreement."""

    account_id: Account


class NamedParty(Member, frozen=True, kw_only=True):
    """One side of an agreement, with its name."""

    name: str
    account_id: Account


class ResaleAuthorization(Member, frozen=True, kw_only=True):
    """What a reseller sells by; the id is null if the manufacturer sells."""

    id: str | None


class Product(Member, frozen=True, kw_only=True):
    """A product as agreement events tell it."""

    id: str
    title: str


class LicensedProduct(Member, frozen=True, kw_only=True):
    """A product as license events tell it."""

    code: str
    id: str


class License(Member, frozen=True, kw_only=True):
    """The license of an agreement."""

    arn: str


class Detail(Member, frozen=True, kw_only=True):
    """The detail of an event begins like this. The request's id tells duplicates of an event apart."""

    request_id: str
    catalog: Literal["AWSMarketplace"] = "AWSMarketplace"


class Accepted(Member, frozen=True, kw_only=True):
    """An agreement as it was accepted."""

    id: str
    intent: Intent
    status: Literal["ACTIVE"]
    acceptance_time: Time
    start_time: Time
    end_time: Time | None


class RenewalDecision(Member, frozen=True, kw_only=True):
    """Until when both parties can decide about the renewal, and who decided against it."""

    lockout_start_time: Time | None
    disabled_by: Literal["ACCEPTOR", "PROPOSER"] | None


class Term(Member, frozen=True, kw_only=True):
    """From when to when an agreement is."""

    id: str
    start_time: Time
    end_time: Time
