"""Handovers: list where the browser of a buyer was sent with which token."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row, agreements, handovers
from marketplace_emulator.world import World


class Handover(TypedDict):
    """The browser of a buyer was sent with a token to a URL; `token` is shortened unless the query has `full`."""

    id: int
    at: str
    token: str
    agreement_id: Annotated[
        str, Meta(description="the agreement that was set up; the token may be another's, or forged")
    ]
    product_code: str
    url: str
    choice: Annotated[str, Meta(description="what was tried, such as fresh or expired")]


class Handovers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of handovers, the oldest first."""

    items: list[Handover]
    next: int | None


class HandoverQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Handovers of one agreement, or of all; `full` shows the tokens unshortened."""

    agreement_id: str | None = None
    full: bool = False


@route("GET", "/handovers")
def list_handovers(world: World, query: HandoverQuery) -> Handovers:
    """List the handovers."""
    if query.agreement_id is not None:
        agreements.find(world.store, query.agreement_id)
    rows, following = page(world.store, handovers.HANDOVERS, query, {"agreement_id": query.agreement_id})
    return Handovers(items=[_shown(row, full=query.full) for row in rows], next=following)


def _shown(row: Row, *, full: bool) -> Handover:
    return Handover(
        id=row["position"],
        at=duration.iso(row["at"]),
        token=row["token"] if full else shortened(row["token"]),
        agreement_id=row["agreement_id"],
        product_code=row["product_code"],
        url=row["url"],
        choice=row["choice"],
    )
