"""The journal in memory writes an exchange when somebody asks for it: nobody can tell, whatever happens in between."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.control.health import counted
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.store import exchanges, gathered, journal, totals
from tests.conftest import AUTHORIZATION, RESOLVE


def send(marketplace: Marketplace, token: str = "valid", agent: str = "test") -> str | None:
    headers = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    headers["user-agent"] = agent
    body = f'{{"RegistrationToken": "{token}"}}'.encode()
    return marketplace.respond(HttpRequest("POST", "/", headers, body)).header("x-amzn-requestid")


class Undone(Exception):
    """Ends a transaction so that it is rolled back."""


STEPS = (
    "send",
    "send",
    "expired",
    "drop",
    "look",
    "refused look",
    "look and undo",
    "send and undo",
    "look and undo a part",
    "send and undo a part",
    "reset",
    "snapshot",
)


@given(steps=st.lists(st.sampled_from(STEPS), max_size=40), limit=st.integers(1, 6))
@settings(max_examples=80)
def test_the_journal_has_the_newest_in_their_order_with_the_right_numbers(steps: list[str], limit: int) -> None:
    """Beside a plain list of what was sent."""
    with Marketplace() as marketplace:
        world, sent, newest, since_reset = marketplace.world, list[tuple[int, str]](), 0, 0
        world.journal.limit = limit

        def look() -> None:
            found = [(each["id"], each["outcome"]) for each in marketplace.exchanges()]
            assert found == sent[len(sent) - len(found) :]
            assert len(found) >= min(limit, since_reset)
            counts = exchanges.counts(world.store)
            assert sum(count for count, _ in counts.values()) == since_reset

        for step in steps:
            if step in ("send", "expired", "drop"):
                send(marketplace, {"send": "valid"}.get(step, step))
                newest, since_reset = newest + 1, since_reset + 1
                sent.append((newest, {"send": "ok", "expired": "ExpiredTokenException"}.get(step, step)))
            elif step == "look":
                look()
            elif step == "refused look":
                with pytest.raises(Refused, match="the journal has no exchange"):
                    marketplace.request("GET", "/exchanges/99999")
            elif step == "reset":
                marketplace.reset()
                sent.clear()
                since_reset = 0
            elif step == "snapshot":
                marketplace.snapshot("one")
                marketplace.restore("one")
            elif step.endswith("a part"):
                with world.transaction():
                    before = world.store.changes()
                    with suppress(Undone), world.store.transaction().part():
                        if step == "send and undo a part":
                            send(marketplace)
                        exchanges.ends(world.store)
                        raise Undone
                    assert world.store.changes() == before
            else:
                with suppress(Undone), world.transaction():
                    if step == "send and undo":
                        send(marketplace)
                    exchanges.ends(world.store)
                    raise Undone
        look()


@pytest.mark.parametrize("table", ["exchanges", "totals"])
def test_every_statement_that_names_a_table_of_the_journal_sees_what_waits(table: str) -> None:
    looks = {
        "exchanges": lambda store: store.ask(select(func.count()).select_from(exchanges.EXCHANGES))[0]["count_1"],
        "totals": lambda store: store.ask(select(func.sum(totals.TOTALS.c["count"])))[0]["sum_1"],
    }
    for look in (looks[table], lambda store: counted(store)[table]):
        with Marketplace() as marketplace:
            marketplace.world.journal.limit = 3
            for _ in range(5):
                send(marketplace)
            assert look(marketplace.world.store) in ((3,) if table == "exchanges" else (2, 1))


def test_a_part_that_is_undone_takes_its_tables_with_it() -> None:
    with Marketplace() as marketplace:
        store = marketplace.world.store
        with marketplace.world.transaction(), suppress(Undone), store.transaction().part():
            gathered.make(store)
            raise Undone
        gathered.make(store)
        assert store.ask(select(func.count()).select_from(gathered.GATHERED))[0]["count_1"] == 0


def test_what_is_forgotten_before_it_was_written_stays_counted() -> None:
    with Marketplace() as marketplace:
        marketplace.world.journal.limit = 2
        ids = [send(marketplace, token) for token in ("valid", "expired", "valid", "expired", "expired")]
        assert [each["request_id"] for each in marketplace.exchanges()] == ids[3:]
        assert [each["id"] for each in marketplace.exchanges()] == [4, 5]
        metrics = marketplace.respond(HttpRequest("GET", "/_emulator/metrics", {"host": "localhost"})).body.decode()
    assert 'marketplace_emulator_requests_total{operation="ResolveCustomer",outcome="ok"} 2.0' in metrics
    assert 'outcome="ExpiredTokenException"} 3.0' in metrics
    assert 'marketplace_emulator_request_duration_seconds_count{operation="ResolveCustomer"} 5.0' in metrics


def test_large_exchanges_do_not_wait_in_any_number() -> None:
    with Marketplace() as marketplace:
        for _ in range(50):
            send(marketplace, "x" * 1_000_000)
        waiting = marketplace.world.journal._waiting
        assert sum(len(packed) for packed, *_ in waiting) < journal.WAITING_BYTES + 2_000_000
        assert len(marketplace.exchanges()) > 25


def test_text_that_is_no_unicode_fails_its_own_request_and_nobody_else_s(caplog: pytest.LogCaptureFixture) -> None:
    """A program that calls in process may send what no socket could; the journal can be read afterwards."""
    with Marketplace() as marketplace:
        first, last = send(marketplace), ""
        send(marketplace, agent="\ud800")
        last = send(marketplace)
        assert [each["request_id"] for each in marketplace.exchanges()][::1] == [first, last]
    assert "this is a bug in the emulator" in caplog.text
