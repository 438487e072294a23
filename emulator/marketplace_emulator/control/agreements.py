"""Agreements: list, show and create them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import agreements as steps
from marketplace_emulator import duration
from marketplace_emulator.agreements import accept
from marketplace_emulator.control.page import NewestFirst, PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, agreements, buyers, entitlements, products, taken_steps
from marketplace_emulator.store.agreements import Status
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.world import World


class Agreement(TypedDict):
    """A buyer's purchase of a product; times in ISO 8601."""

    name: str
    agreement_id: str
    product_code: str
    customer_aws_account_id: str
    license_arn: str
    offer_id: str
    status: Status
    accepted_at: str
    start_time: str
    end_time: str
    last_update_time: str
    duration: Annotated[str | None, Meta(description="of its term, such as P12M; null if it has only an end_time")]
    auto_renew: Annotated[bool, Meta(description="what the buyer chose")]
    proposer_opted_out: Annotated[bool, Meta(description="whether the seller does not want to renew it")]
    free_trial: Annotated[bool, Meta(description="whether a free trial goes on")]
    free_trial_ends_at: Annotated[str | None, Meta(description="null if there is none, or one without a known end")]
    payment_failed: bool
    initial_agreement_id: Annotated[str, Meta(description="the first of a chain of renewals and replacements")]
    previous_agreement_id: Annotated[str | None, Meta(description="the one that this one renews or replaces")]
    entitlements: Annotated[dict[str, Any], Meta(description="what the agreement grants, by dimension")]


class TakenStep(TypedDict):
    """What happened to an agreement, when, and the members of the step that were given."""

    step: str
    at: str
    details: dict[str, Any]
    refusal: Annotated[str | None, Meta(description="why a planned step was not taken when its time came")]


class AgreementInFull(Agreement):
    """An agreement with the steps that it can take now, and its history."""

    steps: list[str]
    history: list[TakenStep]


class Agreements(msgspec.Struct, frozen=True, kw_only=True):
    """A page of agreements."""

    items: list[Agreement]
    next: int | None


class NewAgreement(accept.Fields, frozen=True, kw_only=True):
    """A new agreement. What is not given is what the offer says. Missing identifiers are derived from the name."""


class AgreementQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Agreements that match every parameter given."""

    name: str | None = None
    product_code: str | None = None
    customer_aws_account_id: AccountId | None = None
    status: Status | None = None
    initial_agreement_id: (
        Annotated[str, Meta(description="the first of a chain of renewals and replacements")] | None
    ) = None
    newest: NewestFirst = False


def shown(world: World, row: Row) -> Agreement:
    """Return an agreement as the control API shows it."""
    trial_end = row["free_trial_ends_at"]
    return Agreement(
        name=row["name"],
        agreement_id=row["agreement_id"],
        product_code=row["product_code"],
        customer_aws_account_id=row["customer_aws_account_id"],
        license_arn=row["license_arn"],
        offer_id=row["offer_id"],
        status=row["status"],
        accepted_at=duration.iso(row["accepted_at"]),
        start_time=duration.iso(row["start_time"]),
        end_time=duration.iso(row["end_time"]),
        last_update_time=duration.iso(row["last_update_time"]),
        duration=row["duration"],
        auto_renew=bool(row["auto_renew"]),
        proposer_opted_out=bool(row["proposer_opted_out"]),
        free_trial=bool(row["free_trial"]),
        free_trial_ends_at=None if trial_end is None else duration.iso(trial_end),
        payment_failed=bool(row["payment_failed"]),
        initial_agreement_id=row["initial_agreement_id"],
        previous_agreement_id=row["previous_agreement_id"],
        entitlements={
            each["dimension"]: each["value"] for each in entitlements.of_agreement(world.store, row["agreement_id"])
        },
    )


def given(fields: msgspec.Struct) -> dict[str, Any]:
    """Return the members that are not as they are without being given."""
    defaults = _defaults(type(fields))
    return {name: value for name, value in msgspec.structs.asdict(fields).items() if value != defaults[name]}


@cache
def _defaults(fields: type[msgspec.Struct]) -> dict[str, object]:
    return {
        each.name: each.default_factory() if callable(each.default_factory) else each.default
        for each in msgspec.structs.fields(fields)
    }


@route("GET", "/agreements")
def list_agreements(world: World, query: AgreementQuery) -> Agreements:
    """List the agreements."""
    if query.product_code is not None:
        products.find(world.store, query.product_code)
    if query.customer_aws_account_id is not None:
        buyers.find(world.store, query.customer_aws_account_id)
    if query.initial_agreement_id is not None:
        agreements.find(world.store, query.initial_agreement_id)
    columns = ("name", "product_code", "customer_aws_account_id", "status", "initial_agreement_id")
    conditions = {name: getattr(query, name) for name in columns}
    rows, following = page(world.store, agreements.AGREEMENTS, query, conditions, newest=query.newest)
    return Agreements(items=[shown(world, row) for row in rows], next=following)


@route("GET", "/agreements/<agreement_id>")
def show_agreement(world: World, agreement_id: str) -> AgreementInFull:
    """Show one agreement, with the steps that it can take now and what has happened to it."""
    row = agreements.find(world.store, agreement_id)
    return AgreementInFull(
        **shown(world, row),
        steps=steps.legal(world, row, world.clock.now()),
        history=[
            TakenStep(step=each["step"], at=duration.iso(each["at"]), details=each["details"], refusal=each["refusal"])
            for each in taken_steps.of_agreement(world.store, agreement_id)
        ],
    )


@route("POST", "/agreements", status=201)
def create_agreement(world: World, body: NewAgreement) -> Agreement:
    """Create an agreement between a buyer and a product: the buyer accepts an offer."""
    return shown(world, agreements.find(world.store, steps.take(world, "accept", None, given(body))))
