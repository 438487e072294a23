"""Make the deliveries of events one by one, where faults decide what becomes of each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import msgspec

from marketplace_emulator import nouns
from marketplace_emulator.faults.message_fault import Altered, Course, MessageFault
from marketplace_emulator.nouns import Noun
from marketplace_emulator.store import Row, Store, deliveries
from marketplace_emulator.store import altered_deliveries as stored
from marketplace_emulator.world import World

_AS_SENT = Altered()


class _Sending:
    """A delivery that is about to be made: a row of the events to be sent, with its subscription."""

    def __init__(self, store: Store, row: Row) -> None:
        self.store, self.row = store, row

    @property
    def event(self) -> int:
        return int(self.row["event"])

    @property
    def channel(self) -> str:
        return str(self.row["channel"])

    @property
    def is_proven(self) -> bool:
        return self.channel in msgspec.json.decode(self.row["proven_channels"])

    def is_passing(self) -> bool:
        return any(each["event"] != self.event for each in self.held())

    def held(self) -> list[Row]:
        """Return the deliveries of the agreement to the subscription that are held until others were sent."""
        return [dict(each) for each in self.store.rows(stored.HELD, **self._of)]

    def earlier(self, type_: str | None) -> int | None:
        given = {**self._of, "than": self.event, "before": self.row["at"]}
        if type_ is None:
            found = self.store.row(stored.EARLIER, **given)
        else:
            found = self.store.row(stored.EARLIER_OF_TYPE, **given, type=type_)
        return None if found is None else found["event"]

    @cached_property
    def about(self) -> dict[Noun, None]:
        """The nouns that the event is about."""
        return nouns.all_of(self.store, [("agreement_id", self.row["agreement_id"])])

    @property
    def _of(self) -> dict[str, Any]:
        return {"subscription_id": self.row["subscription_id"], "agreement_id": self.row["agreement_id"]}


def are_needed(world: World) -> bool:
    """Say whether deliveries are to be made one by one: a fault may ask for it, or holds a message until others are sent."""
    return bool(world.message_rules) or world.store.row(stored.ANY_HELD) is not None


def make(world: World, until: float) -> int:
    """Make a delivery to each subscription that wants it, of each event that is planned until a time; return how many."""
    rows = [dict(row) for row in world.store.rows(deliveries.TO_MAKE, until=until)]
    for row in rows:
        _make(world, _Sending(world.store, row))
    return len(rows)


def _make(world: World, sending: _Sending) -> None:
    row, course = sending.row, Course()
    marks: list[tuple[str, str]] = []
    beside: list[tuple[int, tuple[str, str]]] = []
    for fault_id, fault in _taken(world, sending):
        mark = (fault_id, type(fault).__struct_fields__[0])
        course = fault.change(course, sending.channel)
        others = fault.beside(sending)
        beside += [(event, mark) for event in others]
        marks += [mark] if not others else []
    at = row["at"] + course.later
    held = [] if course.lost or course.behind else sending.held()
    _add(sending, row["event"], at, course, marks)
    for event, mark in beside:
        if event == row["event"]:
            _add(sending, event, at, course, [*marks, mark])
        else:
            _add(sending, event, at, Course(behind=course.behind), [mark])
    for each in held:
        if each["behind"] > 1:
            world.store.run(stored.PASS, of=each["position"])
        elif each["next_attempt_at"] > at:
            world.store.run(stored.RELEASE, of=each["position"], at=at)


def _taken(world: World, sending: _Sending) -> list[tuple[str, MessageFault]]:
    """Choose the faults for a delivery and count them: one of a kind, the oldest rule first, the outermost layer first."""
    row = sending.row
    concerned = [
        each
        for each in world.message_rules
        if each.concerns(sending, row["type"], row["subscription_id"], row["at"])
        and (not each.about or each.is_about(sending.about))
    ]
    taken: dict[int, tuple[str, MessageFault]] = {}
    ended = False
    for each in sorted(concerned, key=lambda each: (each.fault.ORDER, each.number)):
        is_reached = not ended and each.fault.ORDER not in taken and each.fault.can(sending)
        if world.count_for(each, is_reached)[0]:
            taken[each.fault.ORDER] = (each.fault_id, each.fault)
            ended = each.fault.ends
    return [*taken.values()]


def _add(sending: _Sending, event: int, at: float, course: Course, marks: list[tuple[str, str]]) -> None:
    altered = None if course.altered == _AS_SENT else msgspec.json.encode(course.altered).decode()
    sending.store.run(
        stored.ADD,
        event=event,
        subscription_id=sending.row["subscription_id"],
        agreement_id=sending.row["agreement_id"],
        state="lost" if course.lost else "waiting",
        next_attempt_at=None if course.lost else at,
        behind=course.behind,
        altered=altered,
        faults=msgspec.json.encode(marks).decode() if marks else None,
    )
