"""The exchanges in the journal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from marketplace_emulator import catalogue, duration, nouns
from marketplace_emulator.control.exchange import Exchange, shown
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.errors import AwsError
from marketplace_emulator.exchange_filter import FILTER
from marketplace_emulator.http import HttpAnswer
from marketplace_emulator.nearest import meant
from marketplace_emulator.operations import unknowable
from marketplace_emulator.store import exchanges
from marketplace_emulator.store.exchanges import Wanted
from marketplace_emulator.world import World

PAGE_BYTES = 4_000_000
"""The most bytes of requests and answers on a page, unless one exchange has more."""
_REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BROKEN_OFF = set(get_args(get_type_hints(HttpAnswer)["connection"])) - {"keep"}

Filter: Any = FILTER.struct("Filter", full=(bool, False))
"""A filter; `full` shows tokens in full."""
ExchangeQuery: Any = FILTER.struct(
    "ExchangeQuery",
    full=(bool, False),
    limit=(Annotated[int, Meta(ge=1, le=LARGEST)], 100),
    cursor=(Annotated[int, Meta(ge=0, le=2**53)], 0),
    newest=(bool, False),
)
"""A filter, and which page of the matching exchanges; `newest` returns the last page instead of the first."""


class Whole(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether tokens are shown in full."""

    full: bool = False


class Exchanges(msgspec.Struct, frozen=True, kw_only=True):
    """A page of exchanges, the oldest first; `last` is the number of the journal's newest, 0 where it is empty."""

    items: list[Exchange]
    next: int | None
    last: int


@route("GET", "/exchanges")
def list_exchanges(world: World, query: ExchangeQuery) -> Exchanges:
    """List the exchanges with AWS."""
    found = wanted(world, query, after=query.cursor)
    rows, more = exchanges.read(world.store, found, limit=query.limit, budget=PAGE_BYTES, newest=query.newest)
    return Exchanges(
        items=[shown(row, full=query.full) for row in rows],
        next=rows[-1]["id"] if more and not query.newest else None,
        last=exchanges.ends(world.store)[1],
    )


@route("GET", "/exchanges/<exchange_id>")
def show_exchange(world: World, exchange_id: str, query: Whole) -> Exchange:
    """Show the exchange with this number or request_id, as the answer's x-amzn-RequestId has it."""
    number = int(exchange_id) if exchange_id.isascii() and exchange_id.isdigit() and len(exchange_id) < 16 else None
    found = exchanges.find(world.store, _number(world, exchange_id) if number is None else number)
    if found is None:
        raise _forgotten(world, exchange_id)
    return shown(found, full=query.full)


def every(world: World, query: Any) -> list[Exchange]:
    """Show all exchanges that match a Filter."""
    rows, _ = exchanges.read(world.store, wanted(world, query), limit=2**31, budget=2**53)
    return [shown(row, full=query.full) for row in rows]


def wanted(world: World, query: Any, *, after: int = 0) -> Wanted:
    """Read a filter, or raise Problem for an operation or outcome that does not exist."""
    given = FILTER.given(query)
    known(given.get("operation"), "operation", catalogue.by_name())
    known(given.get("outcome"), "outcome", outcomes())
    with duration.given_as("since"):
        since, after_this = point(world, given.pop("since")) if "since" in given else (None, 0)
    about = {noun: given.pop(noun) for noun in nouns.NAMES if noun in given}
    reason = unknowable(given.get("operation"), about)
    if reason is not None:
        raise Problem(422, f"{reason}; leave {' and '.join(about)} out")
    return Wanted(
        about=about,
        columns=given,
        since=since,
        after=max(after, after_this),
    )


def point(world: World, given: str | float) -> tuple[float | None, int]:
    """Read a point in the journal: a time in epoch seconds, or None and the number of the exchange that is named."""
    if isinstance(given, str) and _REQUEST_ID.fullmatch(given):
        return None, _number(world, given)
    return duration.moment(given, world.clock.now()), 0


def outcomes() -> set[str]:
    """List the outcomes that an exchange may have."""
    declared = {code for operation in catalogue.by_name().values() for code in operation.errors}
    return {"ok", *_BROKEN_OFF, *declared, *(each.code for each in AwsError.known.values())}


def known(given: str | None, noun: str, names: Iterable[str]) -> None:
    """Raise Problem with the nearest names for one that is not known; None is."""
    there = sorted(names)
    if given is None or given in there:
        return
    raise Problem(422, f"{given!r} is not an {noun}; {meant(given, there)}")


def _number(world: World, request_id: str) -> int:
    found = world.store.row(exchanges.ID_OF, request_id=request_id)
    if found is None:
        raise _forgotten(world, request_id)
    return int(found[0])


def _forgotten(world: World, given: str) -> Problem:
    oldest, newest = exchanges.ends(world.store)
    there = f"it has {oldest} to {newest}" if newest else "it is empty"
    return Problem(404, f"the journal has no exchange {given!r}: {there}; `GET /_emulator/exchanges` lists them")
