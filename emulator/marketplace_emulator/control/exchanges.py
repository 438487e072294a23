"""The journal of exchanges, read back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, get_args, get_type_hints

import msgspec
from msgspec import Meta

from marketplace_emulator import catalogue, duration
from marketplace_emulator.control.exchange import Exchange, shown
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.errors import AwsError
from marketplace_emulator.fixtures_file import AccountId
from marketplace_emulator.http import HttpAnswer
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import exchanges
from marketplace_emulator.store.exchanges import Wanted
from marketplace_emulator.world import World

PAGE_BYTES = 4_000_000
"""Bytes of request and answer on a page, at the most, unless one exchange has more."""
_REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BROKEN_OFF = set(get_args(get_type_hints(HttpAnswer)["connection"])) - {"keep"}

Point = Annotated[str, Meta(description="A time, such as now-5m or 2026-01-01T00:00:00Z, or an exchange's request_id")]


Status = Annotated[
    int,
    Meta(ge=0, le=999, description="The HTTP status of the answer: two errors may share a code; 0 where none was sent"),
]


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which exchanges, those with all of these; `since` a time, or after the exchange with that request_id.

    A `token` may be given as it is shown, shortened. `full` shows tokens in full.
    """

    operation: str | None = None
    token: str | None = None
    customer_aws_account_id: AccountId | None = None
    outcome: str | None = None
    status: Status | None = None
    since: Point | None = None
    full: bool = False


class ExchangeQuery(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which exchanges, and which page of them; `newest` gives the last ones instead of the first."""

    limit: Annotated[int, Meta(ge=1, le=LARGEST)] = 100
    cursor: Annotated[int, Meta(ge=0, le=2**53)] = 0
    newest: bool = False


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


@route("GET", "/exchanges.jsonl", content_type="application/jsonl")
def export_exchanges(world: World, query: Filter) -> Answer:
    """Export the exchanges, one a line in JSON."""
    lines = [msgspec.json.encode(each) for each in every(world, query)]
    return Answer(200, "application/jsonl", b"".join(line + b"\n" for line in lines))


@route("GET", "/exchanges/<exchange_id>")
def show_exchange(world: World, exchange_id: str, query: Whole) -> Exchange:
    """Show the exchange with this number or request_id, as the answer's x-amzn-RequestId has it."""
    number = int(exchange_id) if exchange_id.isascii() and exchange_id.isdigit() and len(exchange_id) < 16 else None
    found = world.store.row(exchanges.FIND, id=_number(world, exchange_id) if number is None else number)
    if found is None:
        raise _forgotten(world, exchange_id)
    return shown(dict(found), full=query.full)


def every(world: World, query: Filter) -> list[Exchange]:
    """Show all exchanges that a filter lets through."""
    rows, _ = exchanges.read(world.store, wanted(world, query), limit=2**31, budget=2**53)
    return [shown(row, full=query.full) for row in rows]


def wanted(world: World, query: Filter, *, after: int = 0) -> Wanted:
    """Read a filter, or raise Problem for an operation or outcome that there is not."""
    known(query.operation, "operation", catalogue.by_name())
    known(query.outcome, "outcome", outcomes())
    with duration.given_as("since"):
        since, after_this = (None, 0) if query.since is None else point(world, query.since)
    return Wanted(
        operation=query.operation,
        token=query.token,
        customer_aws_account_id=query.customer_aws_account_id,
        outcome=query.outcome,
        status=query.status,
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
