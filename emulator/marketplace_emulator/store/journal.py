"""The write side of the journal: exchanges wait here, and are written when a statement names their tables."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from itertools import islice

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from marketplace_emulator.store import totals
from marketplace_emulator.store.database import Prepared, Store
from marketplace_emulator.store.exchanges import EXCHANGES, SIZE, ends, first_number

LIMIT = 10_000
BYTES = 64_000_000
TRIM_EVERY = 128
"""The journal forgets the oldest exchanges once in this many, so that a request rarely pays for it."""
SMALL = 4096
"""Bytes of an exchange too small to count: `LIMIT` of them are fewer than `BYTES`."""
WEIGH_AFTER = 12_000_000
"""How many bytes of large exchanges come before the journal is weighed, which reads a page of each of its exchanges."""
WAITING_BYTES = 32_000_000
"""The most bytes that wait; `LIMIT` exchanges with an AWS SDK are fewer."""
AT_ONCE = 512
"""How many exchanges are unpacked and written at once."""

_C = EXCHANGES.c
_ADD = Prepared(lambda: insert(EXCHANGES).values({column.name: bindparam(column.name) for column in _C}))
_COUNT = totals.adding(EXCHANGES, _C.id <= bindparam("oldest"))
_FORGET = Prepared(lambda: delete(EXCHANGES).where(_C.id <= bindparam("oldest")))
_SIZES = Prepared(lambda: select(_C.id, SIZE.label("size")).order_by(_C.id.desc()))


class Recorded(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """An exchange as its table stores it, without its number; headers are JSON."""

    request_id: str
    at: float
    machine_at: float
    service: str | None
    operation: str | None
    account: str | None
    region: str | None
    outcome: str
    status: int
    faults: str
    fault_kinds: str
    readings: str
    about: bytes
    duration_ms: float
    held_ms: float
    method: str
    path: str
    request_headers: bytes
    request_body: bytes
    answer_headers: bytes
    answer_body: bytes


assert ("id", *Recorded.__struct_fields__) == tuple(_C.keys())
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Recorded).decode
_Waiting = tuple[bytes, str | None, str, str, float]
"""A packed exchange, and what is counted of one that is forgotten."""


class Journal:
    """The newest `limit` exchanges of a store and fewer than `TRIM_EVERY` more, less where they weigh more than `BYTES`.

    In memory an exchange waits until a statement names one of `tables`, and may be forgotten before that: most are never
    looked at, and writing one takes longer than the rest of its request. On a file it waits for the COMMIT, since another
    process may look, and since this one may be killed.
    """

    tables = frozenset({EXCHANGES.name, totals.TOTALS.name})

    def __init__(self, store: Store, limit: int = LIMIT) -> None:
        self.store = store
        self.limit = limit
        self._every = max(1, min(TRIM_EVERY, limit))
        self._waiting: deque[_Waiting] = deque()
        self._weight = 0
        self._written = 0
        """How many of the waiting exchanges the current transaction has written."""
        self._dropped: dict[totals.Group, tuple[int, float]] = {}
        """The totals of exchanges that were forgotten before they were written."""
        self._large = 0
        self._gone = 0
        """How many exchanges this process has added that do not wait any more."""
        self._rows_changed = 0
        """How many rows writing and forgetting exchanges has changed."""
        store.write_later(self)

    def add(self, recorded: Recorded) -> None:
        """Add an exchange in the current transaction."""
        packed = _encode(recorded)
        self._waiting.append((packed, recorded.operation, recorded.outcome, recorded.fault_kinds, recorded.duration_ms))
        self._weight += len(packed)
        if self._weight > WAITING_BYTES:
            self.write()

    def write(self) -> None:
        """Write the exchanges that wait, in the current transaction, and forget the oldest if there are too many."""
        before, self._written = self._written, len(self._waiting)
        if before == self._written:
            return  # nothing waits, or this is a question asked here below
        changed = self.store.rows_changed
        self._weight = 0
        newest = ends(self.store)[1] or first_number(self.store) - 1
        if self._dropped and not before:
            self._forget(newest)  # they are older than those that were dropped
            newest += sum(count for count, _ in self._dropped.values())
            totals.add(self.store, self._dropped)
        waiting = (packed for packed, *_ in islice(self._waiting, before, None))
        while packed := [*islice(waiting, AT_ONCE)]:
            self._insert(packed, newest)
            newest += len(packed)
        self._rows_changed += self.store.rows_changed - changed

    def _insert(self, packed: Sequence[bytes], newest: int) -> None:
        numbered = [*enumerate(map(_decode, packed), newest + 1)]
        last = newest + len(numbered)
        too_old = last - last % self._every - self.limit if last // self._every > newest // self._every else 0
        # Old ones go first, so that their pages are used again.
        self._forget(too_old)
        self._large += sum([len(each) for each in packed if len(each) > SMALL])
        if self._large > WEIGH_AFTER:
            self._weigh(sum(map(len, packed)))
        self.store.run_rows(_ADD, [(number, *msgspec.structs.astuple(each)) for number, each in numbered])
        if too_old > newest:
            self._forget(too_old)

    def mark(self) -> tuple[int, int]:
        """Return the state at the start of a transaction or of a part of it, for `undo`."""
        return len(self._waiting), self._written

    def undo(self, mark: tuple[int, int]) -> None:
        """Remove the exchanges added since then; those written since then wait again."""
        entered, written = mark
        while len(self._waiting) > entered:
            self._waiting.pop()
        self._written = min(self._written, written)
        self._weight = sum([len(packed) for packed, *_ in islice(self._waiting, self._written, None)])

    def commit(self) -> None:
        """Forget the exchanges that are written, and the oldest that wait if there are too many."""
        if self._written:
            for _ in range(self._written):
                self._waiting.popleft()
            self._gone += self._written + sum([count for count, _ in self._dropped.values()])
            self._written = 0
            self._dropped.clear()
        while len(self._waiting) > self.limit:
            self._drop(*self._waiting.popleft())

    def news(self) -> int:
        """Count the exchanges that this process has added; that they are written, or forgotten, is no news."""
        dropped = sum([count for count, _ in self._dropped.values()])
        return self._gone + dropped + len(self._waiting) - self._rows_changed

    def _drop(self, packed: bytes, operation: str | None, outcome: str, fault_kinds: str, duration_ms: float) -> None:
        self._weight -= len(packed)
        seconds = duration_ms / 1000
        group = totals.Group(operation or "", outcome, fault_kinds, bisect_left(totals.BUCKETS, seconds))
        count, taken = self._dropped.get(group, (0, 0.0))
        self._dropped[group] = (count + 1, taken + seconds)

    def _forget(self, oldest: int) -> None:
        if oldest > 0:
            self.store.run(_COUNT, oldest=oldest)
            self.store.run(_FORGET, oldest=oldest)

    def _weigh(self, total: int) -> None:
        """Forget the oldest exchanges, so that the rest and the `total` bytes to come weigh at most `BYTES`."""
        self._large = 0
        for row in self.store.rows(_SIZES):
            total += row["size"]
            if total > BYTES:
                self._forget(row["id"])
                return
