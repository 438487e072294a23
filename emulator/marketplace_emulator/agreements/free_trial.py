"""The free trial with which an agreement may begin."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import bindparam, or_, select

from marketplace_emulator import duration
from marketplace_emulator.agreements.offering import Terms
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import dimensions
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World

imitates(__name__, "A buyer has one free trial of a product.", "assumed", "nobody published what a second one gets")
imitates(
    __name__,
    "The free trial of a contract without a term of its own ends the agreement; the buyer has to accept a paid offer.",
    "assumed",
    "service model marketplace-agreement: a trial with usage-based pricing converts; AWS's code examples replace that of a contract",
)
_A = AGREEMENTS.c
_HAD = Prepared(
    lambda: (
        select(_A.agreement_id)
        .where(_A.customer_aws_account_id == bindparam("account"), _A.product_code == bindparam("product_code"))
        .where(or_(_A.free_trial, _A.free_trial_ends_at.is_not(None)))
        .limit(1)
    )
)


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The free trial that a buyer asks for; without any of these, the one that the offer has."""

    free_trial: bool | None = None
    free_trial_days: Annotated[int, Meta(ge=1, le=3650)] | None = None
    free_trial_ends_at: str | float | None = None


class FreeTrial(msgspec.Struct, frozen=True):
    """Whether an agreement begins with a free trial, and when that ends; None is an unknown end."""

    goes_on: bool
    ends_at: float | None = None


def is_all(world: World, product_code: str) -> bool:
    """Say whether nothing follows a trial of a product: it is sold by contract alone, and no usage is metered."""
    found = dimensions.of_product(world.store, product_code).values()
    return any(found) and not any(each["externally_metered"] for each in found)


def chosen(
    world: World, product_code: str, account: str, fields: Fields, offer: Terms, start: float, at: float
) -> FreeTrial:
    """Return the trial that is asked for, or that the offer has if the buyer had none of the product.

    Raise Conflict if there is none to have.
    """
    lengths = [name for name in ("free_trial_days", "free_trial_ends_at") if getattr(fields, name) is not None]
    if fields.free_trial is False and lengths:
        raise msgspec.ValidationError(f"free_trial is false, but {lengths[0]} is given; leave out one of them")
    if len(lengths) > 1:
        raise msgspec.ValidationError("free_trial_days and free_trial_ends_at are both given; give one of them")
    is_asked = fields.free_trial or lengths
    if fields.free_trial is False or not (is_asked or offer.free_trial_days):
        return FreeTrial(False)
    had = world.store.row(_HAD, account=account, product_code=product_code)
    if had is not None:
        if not is_asked:
            return FreeTrial(False)
        raise Conflict(
            f"the buyer {account} has had a free trial of {product_code}, with the agreement "
            f"{had[0]}, and a buyer has one of each product; leave out free_trial, or take another buyer"
        )
    if offer.is_known and not offer.free_trial_days:
        raise Conflict(
            f"the offer {offer.offer_id!r} has no free trial; give it free_trial_days, or take another offer"
        )
    if fields.free_trial_ends_at is not None:
        with duration.given_as("free_trial_ends_at"):
            return FreeTrial(True, duration.moment(fields.free_trial_ends_at, at))
    days = fields.free_trial_days or offer.free_trial_days
    return FreeTrial(True, None if days is None else duration.after(start, days * 86400))
