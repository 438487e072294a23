"""Verify which calls AWS received; if the calls are not as expected, tell the nearest ones and how they differ."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.exchanges import point, wanted
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.exchange_filter import FILTER, Point
from marketplace_emulator.expectation import Near, misses, named, nearness
from marketplace_emulator.printable import printable
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row, exchanges
from marketplace_emulator.store.exchanges import Wanted
from marketplace_emulator.world import World

Count = Annotated[int, Meta(ge=0, le=1_000_000)]
SHOWN = 5


Expectation: Any = FILTER.struct(
    "Expectation",
    at_least=(Count | None, None),
    at_most=(Count | None, None),
    none_after=(Point | None, None),
)
"""Which exchanges to expect in the journal: at least one, unless a number or `none_after` is given."""


class Nearest(TypedDict):
    """An exchange that was not expected, or that nearly matches what was expected, and how it differs."""

    id: int
    request_id: str
    at: str
    operation: str | None
    outcome: str
    token: str | None
    why: list[str]


class Verified(TypedDict):
    """Whether the journal is as expected: `count` exchanges match, and `detail` explains the result to a person."""

    holds: bool
    count: int
    detail: str
    nearest: list[Nearest]


@route("POST", "/exchanges/verify")
def verify_exchanges(world: World, body: Expectation) -> Verified:
    """Verify that the journal has as many matching exchanges as expected, and none after a point.

    An exchange that the journal has forgotten may have matched: `at_most` holds only if `since` excludes those.
    """
    least, most = body.at_least, body.at_most
    if least is None:
        least = 1 if most is None and body.none_after is None else 0
    if most is not None and most < least:
        raise Problem(422, f"at_most is {most} and at_least {least}; expected at_most to be the same or more")
    looked_for = wanted(world, body)
    rows = exchanges.summaries(world.store, looked_for.about)
    judged = [(row, misses(looked_for, row)) for row in rows]
    matching = [row for row, why in judged if not why]
    nearest: list[Near] = []
    if len(matching) < least:
        others = sorted(((row, why) for row, why in judged if why), key=lambda each: nearness(looked_for, *each))
        nearest += others[:SHOWN]
    if most is not None:
        for number, row in enumerate(matching[most:][:SHOWN], most + 1):
            nearest.append((row, [f"it is number {number}; at most {most} were expected"]))
    first = exchanges.first_number(world.store)
    late: list[Row] | None = None
    unsure = most is not None
    if body.none_after is not None:
        with duration.given_as("none_after"):
            time, number = point(world, body.none_after)
        unsure = unsure or _reaches_back(rows, first, time, number)
        late = [row for row in matching if (row["id"] > number if time is None else row["at"] > time)]
        nearest += [(row, [f"it came after {body.none_after}; none was expected from then on"]) for row in late[:SHOWN]]
    unsure = unsure and _reaches_back(rows, first, looked_for.since, looked_for.after)
    return Verified(
        holds=not nearest and len(matching) >= least and not unsure,
        count=len(matching),
        detail=_told(looked_for, body, least, len(matching), late, rows, first, nearest, unsure),
        nearest=[_nearest(world, row, why) for row, why in nearest],
    )


def _reaches_back(rows: list[Row], first: int, since: float | None, after: int) -> bool:
    """Say whether exchanges that the journal has forgotten may have come after that time and that number."""
    if not rows or rows[0]["id"] == first or after:
        return False
    return since is None or since <= rows[0]["at"]


def _nearest(world: World, row: Row, why: list[str]) -> Nearest:
    tokens = exchanges.tokens_of(world.store, row["id"])
    return Nearest(
        id=row["id"],
        request_id=row["request_id"],
        at=duration.iso(row["at"]),
        operation=row["operation"],
        outcome=row["outcome"],
        token=shortened(tokens[0]) if tokens else None,
        why=why,
    )


def _told(
    looked_for: Wanted,
    body: Any,
    least: int,
    count: int,
    late: list[Row] | None,
    rows: list[Row],
    first: int,
    nearest: list[Near],
    unsure: bool,
) -> str:
    what = [str(looked_for.columns.get("operation", "any operation"))]
    what += [
        f"{named(noun)} {shortened(given) if noun == 'token' else given}" for noun, given in looked_for.about.items()
    ]
    what += [f"{name} {value}" for name, value in looked_for.columns.items() if name != "operation"]
    if body.since is not None:
        what.append(f"since {body.since}")
    numbers = [f"at least {least}"] if least or (body.at_most is None and body.none_after is None) else []
    numbers += [f"at most {body.at_most}"] if body.at_most is not None else []
    numbers += [f"none after {body.none_after}"] if body.none_after is not None else []
    lines = [f"{', '.join(what)}: expected {', '.join(numbers)}; the journal has {count}"]
    if late is not None and rows:
        lines[0] += f", {len(late) or 'none'} of them after {body.none_after}"
    if not rows:
        lines.append(
            "the journal is empty: nothing has asked this emulator for an operation; "
            "is the integration's AWS endpoint set to it?"
        )
    elif rows[0]["id"] > first:
        forgotten = f"the journal has forgotten exchanges {first} to {rows[0]['id'] - 1}"
        advice = f"; give `since`, a time after {duration.iso(rows[0]['at'])} or the request_id of one it still has"
        lines.append(forgotten + (advice if unsure else ""))
    for row, why in nearest:
        lines.append(
            f"  {row['id']}  {duration.iso(row['at'])}  {row['operation'] or row['method'] + ' ' + row['path'][:40]}"
            f"  {row['outcome']}: {'; '.join(why)}"
        )
    return "\n".join(map(printable, lines))
