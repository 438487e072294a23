"""One SQLite database behind one connection a process, and statements that are compiled once."""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import MetaData, Table, create_engine, create_mock_engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, RowMapping, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import Executable

from marketplace_emulator.store.memory import Memory
from marketplace_emulator.store.problems import Conflict, Unavailable
from marketplace_emulator.store.transaction import BUSY_SECONDS, Later, Transaction, unavailable

METADATA = MetaData()
PAGE_BYTES = 16384
LOG_BYTES = 4_096_000
"""The size of the log of a file's changes at which they are copied into the file itself."""
Row = Mapping[str, Any]


class StoreError(ValueError):
    """A store cannot be opened; the text says which one, why, and what to do."""


class Prepared:
    """A statement compiled once, at its first use, and then run without SQLAlchemy's per-call work.

    A function that returns the statement is called at this first use; a process asks few of the statements that it knows, and
    its start is quicker for it. A request makes two or three of these. Compiled and run on the driver they take 15 microseconds together,
    through SQLAlchemy's own execution 90 to 120 (CPython 3.11, SQLite in memory).
    """

    __slots__ = ("changes", "fixed", "names", "sql", "statement", "tables", "values")

    def __init__(self, statement: Executable | Callable[[], Executable]) -> None:
        self.statement = statement
        self.sql = ""
        self.names: tuple[str, ...] = ()
        self.fixed: dict[str, Any] = {}
        self.changes = False
        self.tables: frozenset[str] = frozenset()
        self.values: Callable[[Mapping[str, Any]], tuple[Any, ...]] = lambda row: tuple(
            [row[each] for each in self.names]
        )
        """Returns the values of the parameters in their order."""

    def compile(self, store: Store) -> None:
        """Compile the statement to the store's SQL."""
        statement = self.statement if isinstance(self.statement, Executable) else self.statement()
        compiled = statement.compile(dialect=store.engine.dialect)  # type: ignore[attr-defined]
        self.changes = not statement.is_select
        self.names = tuple(compiled.positiontup or ())
        if len(self.names) > 1:
            self.values = itemgetter(*self.names)
        self.fixed = {name: compiled.params[name] for name in self.names if not compiled.binds[name].required}
        self.tables = _tables(statement)
        self.sql = str(compiled)


class Store:
    """The state of one emulator. `url` is `sqlite://` (in memory), `sqlite:///FILE` or a file's path.

    A file may be served by several processes.
    Every question is asked inside `transaction()`; one at a time in a process, and on a file one at a time over all.
    """

    def __init__(self, url: str = "sqlite://") -> None:
        self.url = _sqlite_url(url)
        self.in_memory = self.is_in_memory(url)
        self.name = "memory" if self.in_memory else str(self.url.database)
        self.memory = Memory()
        self._lock = threading.RLock()
        self._made: set[MetaData] = set()
        self.engine = create_engine(
            self.url,
            poolclass=StaticPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        )
        try:
            self._open(url)
        except BaseException as error:
            self.engine.dispose()
            if isinstance(error, DBAPIError | sqlite3.Error | Unavailable):
                reason = getattr(error, "orig", error)
                raise StoreError(
                    f"cannot open the store {url!r}: {reason}; expected a file that can be written, such as "
                    "--store marketplace.db, in a folder that exists"
                ) from None
            raise

    def _open(self, url: str) -> None:
        self.connection = self.engine.connect()
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self._driver = driver
        self._transaction = Transaction(driver, self._lock, self.memory, shared=not self.in_memory)
        driver.row_factory = sqlite3.Row
        driver.isolation_level = None
        driver.execute("PRAGMA busy_timeout = 0")  # Transaction waits, and sooner sees that the wait is over
        if not self.in_memory:
            driver.execute(f"PRAGMA page_size = {PAGE_BYTES}")  # of a new file
        with self._transaction:  # in one piece: another process may be opening the same new file
            if not self.in_memory:
                self._check_version(url)
            self.make(METADATA)
        if not self.in_memory:
            self._transaction.patiently("PRAGMA journal_mode=WAL")
            # A killed process loses nothing that was committed. Only a power cut could, and no seller's test has one; to
            # wait for the disk would take a third of the time of a batch of usage.
            driver.execute("PRAGMA synchronous=OFF")
            driver.execute(f"PRAGMA wal_autocheckpoint = {LOG_BYTES // PAGE_BYTES}")

    def _check_version(self, url: str) -> None:
        version = _version(tuple(METADATA.tables))
        found = self._driver.execute("PRAGMA user_version").fetchone()[0]
        holds = self._driver.execute("SELECT group_concat(name, ', ') FROM sqlite_master").fetchone()[0]
        self._refuse(url, found, version, holds)
        self._driver.execute(f"PRAGMA user_version = {version}")

    @staticmethod
    def _refuse(url: str, found: int, version: int, holds: str | None) -> None:
        if not found and holds:
            raise StoreError(
                f"the store {url!r} is another program's database, which holds {holds[:100]}; name another file, "
                "which need not be there"
            )
        if found not in (0, version):
            raise StoreError(
                f"the store {url!r} was made by another version of the emulator, whose tables differ; name another file, "
                "or delete this one to start from the fixtures"
            )

    @staticmethod
    def is_in_memory(url: str) -> bool:
        """Say whether the state that `url` names ends with its process."""
        return _sqlite_url(url).database in (None, "", ":memory:")

    def make(self, tables: MetaData) -> None:
        """Create the tables that do not exist yet."""
        if tables not in self._made:
            self._transaction.change()
            if self.in_memory:
                for statement in _statements(tables, tuple(tables.tables)):
                    self._driver.execute(statement)
            else:
                tables.create_all(self.connection)
            self._made.add(tables)
            if self._driver.in_transaction:
                self._transaction.making.append(lambda: self._made.discard(tables))

    def transaction(self) -> Transaction:
        """Do everything inside the `with` block or nothing; nested transactions are one."""
        return self._transaction

    def rows(self, query: Prepared, **parameters: Any) -> list[sqlite3.Row]:
        """Run a prepared query and return its rows."""
        return self._run(query, parameters).fetchall()

    def row(self, query: Prepared, **parameters: Any) -> sqlite3.Row | None:
        """Run a prepared query and return its first row, or None."""
        found: sqlite3.Row | None = self._run(query, parameters).fetchone()
        return found

    def run(self, statement: Prepared, **parameters: Any) -> int:
        """Run a prepared change and return the number of rows it touched."""
        return self._run(statement, parameters).rowcount

    def insert(self, statement: Prepared, row: Mapping[str, Any]) -> int:
        """Run a prepared insert and return the new row's number."""
        return self._run(statement, row).lastrowid or 0

    def run_many(self, statement: Prepared, rows: list[dict[str, Any]]) -> None:
        """Run a prepared change for each of these rows."""
        with self._lock:
            self._prepare(statement)
            self.run_rows(statement, [*map(statement.values, rows)])

    def run_rows(self, statement: Prepared, rows: list[tuple[Any, ...]]) -> None:
        """Run a prepared change for each of these rows, whose values stand in the order of its parameters."""
        with self._lock:
            self._prepare(statement)
            try:
                self._driver.executemany(statement.sql, rows)
            except sqlite3.OperationalError as error:
                raise unavailable(error) from None

    def write_later(self, later: Later) -> None:
        """Register the rows that wait in memory; a store has one such source."""
        assert self._transaction.later is None, "a store has one journal"
        self._transaction.later = later

    def _prepare(self, statement: Prepared) -> None:
        if not statement.sql:
            statement.compile(self)
        self._announce(statement.tables, changes=statement.changes)

    def _announce(self, tables: frozenset[str], *, changes: bool) -> None:
        """Prepare for a statement about tables: what waits to be written into them is written."""
        if changes:
            self._transaction.change()
            self.memory.written(tables)
        later = self._transaction.later
        if later is not None and not later.tables.isdisjoint(tables):
            with self._transaction:
                later.write()

    def _run(self, statement: Prepared, parameters: Mapping[str, Any]) -> sqlite3.Cursor:
        with self._lock:
            self._prepare(statement)
            if statement.fixed:
                parameters = {**statement.fixed, **parameters}
            try:
                return self._driver.execute(statement.sql, tuple([parameters[name] for name in statement.names]))
            except sqlite3.IntegrityError as error:
                column = str(error).rpartition(" ")[2]
                noun, _, name = column.partition(".")
                raise Conflict(
                    f"another of the {noun} has the {name} {parameters.get(name)!r} already; give another"
                ) from None
            except sqlite3.OperationalError as error:
                raise unavailable(error) from None

    def ask(self, statement: Executable) -> Sequence[RowMapping]:
        """Run a statement that is composed for this one call."""
        with self._lock:
            self._announce(_tables(statement), changes=not statement.is_select)
            found = self.connection.execute(statement)
            return found.mappings().all() if found.returns_rows else ()

    @property
    def rows_changed(self) -> int:
        """How many rows this process has changed so far, without what a part of a transaction changed and undid."""
        return self._transaction.rows_changed

    def changes(self) -> tuple[int, int]:
        """Return two numbers, of which the one rises with what this process changes, and the other with what others do."""
        with self._lock:
            try:
                return self._transaction.news, 0 if self.in_memory else self._driver.execute(
                    "PRAGMA data_version"
                ).fetchone()[0]
            except sqlite3.OperationalError as error:
                raise unavailable(error) from None

    def close(self) -> None:
        """Close the connection; an in-memory store is gone then."""
        with self._lock:
            self.connection.close()
            self.engine.dispose()


def _tables(statement: Executable) -> frozenset[str]:
    parts = visitors.iterate(statement)  # type: ignore[arg-type]
    return frozenset(each.name for each in parts if isinstance(each, Table))


def _sqlite_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        return URL.create("sqlite", database=text)
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            f"{text!r} is not a store that can be opened; expected a file's path or sqlite:///FILE, "
            "which several processes may share"
        )
    return url


@cache
def _version(tables: tuple[str, ...]) -> int:
    """Return a number that is another one for other columns of these tables."""
    columns = ";".join(f"{column!r}" for table in METADATA.sorted_tables for column in table.c)
    return zlib.crc32(columns.encode()) >> 1


@cache
def _statements(tables: MetaData, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements that create tables in a new store; SQLAlchemy takes ten times as long to write as SQLite to run them."""
    written: list[str] = []
    dialect = sqlite.dialect()
    engine = create_mock_engine(
        "sqlite://", lambda statement, *_, **__: written.append(str(statement.compile(dialect=dialect)))
    )
    tables.create_all(engine, checkfirst=False)
    return tuple(written)
