"""Transactions on one connection to SQLite, and rows that are written only when they must be."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from marketplace_emulator.store.memory import Memory
from marketplace_emulator.store.problems import Unavailable

BUSY_SECONDS = 30
"""How long a process waits for another's transaction on the same file."""
BUSY_PAUSE = 0.0005
"""How long a process sleeps before it tries again; SQLite's own sleeps are up to a tenth of a second."""


class Later(Protocol):
    """Rows that wait in memory: they are written before a statement names one of `tables`, and on a file before the COMMIT."""

    tables: frozenset[str]

    def write(self) -> None:
        """Write the rows that wait, in the current transaction."""

    def mark(self) -> Any:
        """Return the state at the start of a transaction or of a part of it, for `undo`."""

    def undo(self, mark: Any) -> None:
        """Forget the rows added since then; rows written since then wait again."""

    def commit(self) -> None:
        """Forget the rows that are written."""

    def news(self) -> int:
        """Count all rows that were ever added, less those that were changed because they were written."""


class Transaction:
    """The `with` block of a connection's transactions, one for all of them.

    It is a class, not a generator, because every request enters it several times: a generator takes twice as long.
    In memory, where nobody else looks, only a change begins a transaction of SQLite.
    """

    __slots__ = (
        "_before",
        "_depth",
        "_driver",
        "_lock",
        "_mark",
        "_memory",
        "_moment",
        "_shared",
        "_undone",
        "_version",
        "later",
        "making",
        "planted_at",
        "raised",
    )

    def __init__(self, driver: sqlite3.Connection, lock: threading.RLock, memory: Memory, *, shared: bool) -> None:
        self._driver, self._lock, self._depth, self._shared = driver, lock, 0, shared
        self._memory, self._version = memory, 0
        self._moment = 0.0
        self.planted_at: float | None = None
        """The time of the emulator's clock at which fixture files are being planted, which tell of what happened before."""
        self._undone, self._before = 0, 0
        self.later: Later | None = None
        self._mark: Any = None
        self.raised = 0
        """How many `with` blocks ended with an exception, nested ones included."""
        self.making: list[Callable[[], None]] = []
        """How to forget the tables made in this transaction, which a rollback removes."""

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            if not self._depth:
                if self._driver.in_transaction:  # one that could not even be ended
                    self._driver.rollback()
                if self._shared:
                    self.patiently("BEGIN IMMEDIATE")
                    self._look_elsewhere()
                    self._before = self.rows_changed
                if self.later is not None:
                    self._mark = self.later.mark()
        except sqlite3.OperationalError as error:
            self._lock.release()
            raise unavailable(error) from None
        except BaseException:
            self._lock.release()
            raise
        self._depth += 1

    def _look_elsewhere(self) -> None:
        """Forget what is remembered if another process has written the file."""
        version = self._driver.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self._memory.forget()

    @property
    def rows_changed(self) -> int:
        """How many rows this connection has changed so far, without what a part of a transaction changed and undid."""
        return self._driver.total_changes - self._undone

    @property
    def news(self) -> int:
        """How many rows this connection has changed and added so far, those that wait in memory included."""
        return self.rows_changed + (0 if self.later is None else self.later.news())

    @property
    def outermost(self) -> bool:
        """Whether the innermost `with` block is the only one, so that the transaction ends with it."""
        return self._depth == 1

    @property
    def moment(self) -> float:
        """The time of the whole transaction by the machine's clock, in epoch seconds."""
        if not self._moment:
            self._moment = time.time()
        return self._moment

    def moment_of(self, at: float) -> float:
        """Return when something of a time of the emulator's clock happens by the machine's: now, or before if it is planted."""
        before = self.planted_before(at)
        return self.moment if before is None else before

    def planted_before(self, at: float) -> float | None:
        """Return when a planted thing of a past time happened by the machine's clock; None for any other."""
        if self.planted_at is None or at > self.planted_at:
            return None
        return self.moment + at - self.planted_at

    @property
    def is_open(self) -> bool:
        """Whether a `with` block is open."""
        return self._depth > 0

    @contextmanager
    def part(self) -> Iterator[None]:
        """Undo what happens in the `with` block, and nothing else, if it raises an Exception, which goes on."""
        self.change()
        before, made = self.news, len(self.making)
        mark = None if self.later is None else self.later.mark()
        self._driver.execute("SAVEPOINT part")
        try:
            yield
        except Exception:
            self._driver.execute("ROLLBACK TO part")
            if self.later is not None:
                self.later.undo(mark)  # what the part wrote into the tables waits again
            self._undone += self.news - before
            self._memory.forget()
            self._forget_tables(made)
            raise
        finally:
            if self._driver.in_transaction:  # SQLite ends it itself, as where the disk is full
                self._driver.execute("RELEASE part")

    def change(self) -> None:
        """Begin SQLite's own transaction unless it has begun; outside the `with` block do nothing."""
        if self._depth and not self._driver.in_transaction:
            self._driver.execute("BEGIN")

    def patiently(self, statement: str) -> None:
        """Run a statement, and wait while another process's transaction blocks it."""
        end = 0.0
        while True:
            try:
                self._driver.execute(statement)
                return
            except sqlite3.OperationalError as error:
                end = end or time.monotonic() + BUSY_SECONDS
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                    raise
            time.sleep(BUSY_PAUSE)

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        undone = True
        self.raised += raised is not None
        try:
            if self._depth == 1:
                self._end(raised)
                undone = raised is not None
        finally:
            self._depth -= 1
            if not self._depth:
                self._ended(undone)
            self._lock.release()

    def _end(self, raised: type[BaseException] | None) -> None:
        if raised is not None:
            self._driver.rollback()  # which SQLite may have done already, as where the disk is full
            return
        if self._shared and self.later is not None:  # another process may ask next, and this one may be killed
            try:
                self.later.write()
            except BaseException:
                self._driver.rollback()
                raise
        if self._driver.in_transaction:
            if self._shared and self.rows_changed == self._before and not self.making:
                self._driver.rollback()  # after a part was undone, a COMMIT would tell other processes of a change
                return
            try:
                self.patiently("COMMIT")  # it waits for readers too while the file is not yet in WAL mode
            except sqlite3.OperationalError as error:
                raise unavailable(error) from None

    def _ended(self, undone: bool) -> None:
        self._moment = 0.0
        if undone:
            self._memory.forget()
        if self.later is not None:
            if undone:
                self.later.undo(self._mark)
            else:
                self.later.commit()
        if undone:
            self._forget_tables(0)
        self.making.clear()

    def _forget_tables(self, first: int) -> None:
        """Forget the tables made in this transaction, from the `first` on: a rollback has removed them."""
        for forget in self.making[first:]:
            forget()
        del self.making[first:]


def unavailable(error: sqlite3.OperationalError) -> Exception:
    """Return the exception to raise for an error of SQLite: Unavailable, or the error itself if it is a bug of ours."""
    # A statement that SQLite does not understand is a bug of ours; all else is the machine's or another program's doing.
    if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
        return error
    return Unavailable(
        f"the store cannot be used: {error}; end the program that holds it, make room, or give another --store"
    )
