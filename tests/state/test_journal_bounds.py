"""The journal keeps its limit for any number of requests, and counts the exchanges that it forgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from marketplace_emulator import seeding
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.serving.site import Site
from marketplace_emulator.store import exchanges, journal
from tests.conftest import AUTHORIZATION, RESOLVE

LIMIT = 256


def send(site: Site, body: bytes = b'{"RegistrationToken": "valid"}') -> int:
    headers = {
        "x-amz-target": RESOLVE,
        "content-type": "application/x-amz-json-1.1",
        "authorization": AUTHORIZATION,
    }
    way = site.respond(HttpRequest("POST", "/", headers, body))
    try:
        next(way)
    except StopIteration as end:
        status: int = end.value.status
        return status
    raise AssertionError("no fault was asked for")


@contextmanager
def opened(url: str, limit: int) -> Iterator[Site]:
    world = seeding.open_world(url, journal_limit=limit)
    yield Site(world)
    world.store.close()


def size(site: Site) -> int:
    """Return the bytes of the store."""
    ask = site.world.store.connection.exec_driver_sql
    found: int = ask("PRAGMA page_count").scalar_one() * ask("PRAGMA page_size").scalar_one()
    return found


@pytest.mark.parametrize("kept", ["memory", "file"])
def test_the_store_stops_growing_when_the_journal_is_full(tmp_path: Path, kept: str) -> None:
    """The size stays constant after the limit: a million requests need as much as twice the limit."""
    with opened("sqlite://" if kept == "memory" else str(tmp_path / "journal.db"), LIMIT) as site:
        sizes = []
        for _ in range(8):
            for _ in range(2 * LIMIT):
                assert send(site) == 200
            with site.world.transaction():
                oldest, newest = exchanges.ends(site.world.store)
            assert newest - oldest < LIMIT + journal.TRIM_EVERY
            sizes.append(size(site))
        assert sizes[-1] <= sizes[0] * 1.02
        if kept == "file":
            assert sum(file.stat().st_size for file in tmp_path.iterdir()) < sizes[-1] + 8_000_000


def test_a_journal_may_be_as_short_as_one_exchange() -> None:
    with opened("sqlite://", 1) as site:
        for _ in range(5):
            send(site)
        with site.world.transaction():
            assert exchanges.ends(site.world.store) == (5, 5)


def test_large_requests_are_forgotten_before_they_fill_the_memory() -> None:
    with opened("sqlite://", 10_000) as site:
        body = b'{"RegistrationToken": "' + b"x" * 1_000_000 + b'"}'
        for _ in range(150):
            send(site, body)
        assert size(site) < 1.3 * journal.BYTES
        with site.world.transaction():
            counted = exchanges.counts(site.world.store)
        assert sum(number for number, _ in counted.values()) == 150


def test_forgotten_exchanges_stay_counted() -> None:
    with opened("sqlite://", LIMIT) as site:
        for number in range(3 * LIMIT):
            send(site, b'{"RegistrationToken": "expired"}' if number % 3 == 0 else b'{"RegistrationToken": "valid"}')
        with site.world.transaction():
            counted = exchanges.counts(site.world.store)
        by_outcome: dict[str, int] = {}
        for group, (count, _) in counted.items():
            by_outcome[group.outcome] = by_outcome.get(group.outcome, 0) + count
        assert by_outcome == {"ok": 2 * LIMIT, "ExpiredTokenException": LIMIT}
