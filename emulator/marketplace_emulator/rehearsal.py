"""A rehearsal: what would happen if the clock came to a moment, found out by letting it happen and undoing it."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress

import msgspec
from sqlalchemy import Integer, bindparam, func, or_, select, text

from marketplace_emulator import agenda
from marketplace_emulator.store import Store
from marketplace_emulator.store.agenda import AGENDA
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.deliveries import DELIVERIES
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.taken_steps import TAKEN_STEPS
from marketplace_emulator.world import World

MOST = 60
"""The most steps that a rehearsal takes: nobody else can use the world meanwhile."""

_EARLIER = TAKEN_STEPS.alias()
_LAST = Prepared(lambda: select(func.max(TAKEN_STEPS.c.position)))
_TAKEN = Prepared(
    lambda: (
        select(TAKEN_STEPS.c.step, TAKEN_STEPS.c.refusal.is_not(None).label("is_refused"), func.count().label("number"))
        .where(
            TAKEN_STEPS.c.position > bindparam("last", type_=Integer),
            # A renewal is in the history of the agreement that it makes, too.
            or_(
                TAKEN_STEPS.c.step == text("'accept'"),
                select(_EARLIER.c.position)
                .where(
                    _EARLIER.c.agreement_id == TAKEN_STEPS.c.agreement_id, _EARLIER.c.position < TAKEN_STEPS.c.position
                )
                .exists(),
            ),
        )
        .group_by(TAKEN_STEPS.c.step, TAKEN_STEPS.c.refusal.is_not(None))
        .order_by(TAKEN_STEPS.c.step)
    )
)
_NEXT = Prepared(lambda: select(func.min(AGENDA.c.due_at)))
_PLANNED = Prepared(
    lambda: (
        select(AGENDA.c.step, func.count().label("number"))
        .where(AGENDA.c.due_at <= bindparam("until"))
        .group_by(AGENDA.c.step)
        .order_by(AGENDA.c.step)
    )
)
_MESSAGES = Prepared(
    lambda: select(func.count()).select_from(EVENTS).where(text("NOT emitted"), EVENTS.c.at <= bindparam("until"))
)
_ATTEMPTS = Prepared(
    lambda: (
        select(func.count())
        .select_from(DELIVERIES)
        .where(DELIVERIES.c.state == text("'waiting'"), DELIVERIES.c.next_attempt_at <= bindparam("until"))
    )
)


class Rehearsed(msgspec.Struct, frozen=True):
    """What happens until a moment: how many steps of each name, the `refused` ones, messages, and attempts to send one again.

    If there are too many steps to try them all, it is not `exact`: the rest is what is planned now, and the steps
    themselves may plan more, or call some of it off.
    """

    steps: Mapping[str, int]
    refused: int
    messages: int
    attempts: int
    exact: bool


class _Undone(Exception):
    """The rehearsal is over."""


def rehearse(world: World, moments: Iterable[float], most: int = MOST) -> dict[float, Rehearsed]:
    """Return what happens from now until each moment, if AWS and the agenda alone act. Ask within a transaction."""
    found: dict[float, Rehearsed] = {}
    with undone(world):
        last = world.store.row(_LAST)
        start = (last and last[0]) or 0
        for moment in sorted(moments):
            most = _take(world.store, world, moment, most)
            found[moment] = _rehearsed(world.store, start, moment)
    return found


@contextmanager
def undone(world: World) -> Iterator[None]:
    """Undo at the end what happens to the world within the block, and log nothing of it. Ask within a transaction."""
    before = world.due_at, world.to_deliver
    try:
        with _silence(), suppress(_Undone), world.store.transaction().part():
            yield
            raise _Undone
    finally:
        world.due_at, world.to_deliver = before


def _take(store: Store, world: World, until: float, most: int) -> int:
    """Take the steps that are due until a moment, unless they are too many; return how many more may be taken."""
    while most > 0 and (first := store.row(_NEXT)) is not None and first[0] is not None and first[0] <= until:
        together = sum(row["number"] for row in store.rows(_PLANNED, until=first[0]))
        most -= together
        if most >= 0:
            agenda.take(world, first[0])
    return most


def _rehearsed(store: Store, start: int, moment: float) -> Rehearsed:
    steps: Counter[str] = Counter()
    refused = 0
    for row in store.rows(_TAKEN, last=start):
        if row["is_refused"]:
            refused += row["number"]
        else:
            steps[row["step"]] += row["number"]
    left = store.rows(_PLANNED, until=moment)
    for row in left:
        steps[row["step"]] += row["number"]
    return Rehearsed(
        steps,
        refused,
        _count(store, _MESSAGES, moment),
        _count(store, _ATTEMPTS, moment),
        exact=not left,
    )


def _count(store: Store, counted: Prepared, until: float) -> int:
    row = store.row(counted, until=until)
    return 0 if row is None else int(row[0])


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what the rehearsal would log out of the log."""
    log, this_thread = logging.getLogger("marketplace_emulator"), threading.get_ident()

    def is_another(record: logging.LogRecord) -> bool:
        return record.thread != this_thread

    log.addFilter(is_another)
    try:
        yield
    finally:
        log.removeFilter(is_another)
