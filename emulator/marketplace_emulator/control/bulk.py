"""Thousands of agreements in one call."""

from __future__ import annotations

import secrets
from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta
from sqlalchemy import func, select

from marketplace_emulator import duration
from marketplace_emulator.agreements import accept, many
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.store import agreements, buyers, products, tokens
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.dimensions import Duration
from marketplace_emulator.store.entitlements import Grants
from marketplace_emulator.store.purchases import Purchases
from marketplace_emulator.world import World

_COUNTED = {
    table.name: Prepared(select(func.count(), func.max(table.c.position)).select_from(table))
    for table in (buyers.BUYERS, agreements.AGREEMENTS, tokens.TOKENS)
}


MOST = 200_000
"""The most agreements, and the most tokens, that one call creates; other requests wait for its transaction."""


class NewAgreements(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`count` new agreements, each with `tokens` tokens and a new buyer, or all by `customer_aws_account_id`.

    Each is accepted on the same terms: what is not given is what the offer says. They are named `name-1`, `name-2` and so on, and
    their identifiers are derived from these names. A missing name is made up. Without `product_code`, the product is the
    seller's first one of generation concurrent.
    """

    count: Annotated[int, Meta(ge=1, le=MOST)]
    product_code: str | None = None
    customer_aws_account_id: str | None = None
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    tokens: Annotated[int, Meta(ge=0, le=10)] = 1
    expires_in: str | float | None = None
    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    duration: Duration | None = None
    auto_renew: bool | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


class Created(TypedDict):
    """How many of each noun were created, and the cursors that make the listings start with the first of them."""

    name: str
    created: dict[str, int]
    cursors: dict[str, int]


@route("POST", "/agreements/bulk", status=201)
def create_agreements(world: World, body: NewAgreements) -> Created:
    """Create many agreements with their buyers and tokens; 100,000 take some seconds."""
    if body.count * body.tokens > MOST:
        raise Problem(
            422,
            f"count {body.count} with tokens {body.tokens} each makes {body.count * body.tokens} tokens, and one call "
            f"makes at most {MOST}; give less, and call again",
        )
    before = _counts(world)
    now = world.clock.now()
    with duration.given_as("expires_in"):
        expires_at = None if body.expires_in is None else duration.after(now, body.expires_in)
    name = body.name or f"bulk-{secrets.token_hex(4)}"
    accepted = accept.Fields(
        product_code=_first_concurrent(world) if body.product_code is None else body.product_code,
        customer_aws_account_id=body.customer_aws_account_id or "",
        offer_id=body.offer_id,
        duration=body.duration,
        auto_renew=body.auto_renew,
        free_trial=None if body.customer_aws_account_id is None else False,  # a buyer has one free trial
        entitlements=body.entitlements,
    )
    terms, granted = accept.agreed(world, accepted, now)
    many.take(
        world,
        Purchases(
            name=name,
            count=body.count,
            tokens=body.tokens,
            at=now,
            terms=terms,
            entitlements=granted,
            expires_at=expires_at,
            customer_aws_account_id=body.customer_aws_account_id,
        ),
    )
    after = _counts(world)
    return Created(
        name=name,
        created={noun: after[noun][0] - before[noun][0] for noun in before},
        cursors={noun: before[noun][1] for noun in before},
    )


def _counts(world: World) -> dict[str, tuple[int, int]]:
    counts = {}
    for noun, counted in _COUNTED.items():
        row = world.store.row(counted)
        assert row is not None, "a count always has a row"
        counts[noun] = (int(row[0]), int(row[1] or 0))
    return counts


def _first_concurrent(world: World) -> str:
    for row in world.store.rows(products.ALL):
        if row["generation"] == "concurrent" and row["seller_account"] == world.seller:
            return str(row["product_code"])
    raise Problem(409, "there is no product of generation concurrent; create one, or give product_code")
