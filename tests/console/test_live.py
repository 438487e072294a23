"""A page is told of every change, by whatever process it is made, once, and of nothing else."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace, Remote, connect, seeding
from marketplace_emulator.console import live
from marketplace_emulator.control.agreements import Agreement
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.serving.site import Site
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.steering import Refused
from marketplace_emulator.store import taken_steps
from marketplace_emulator.wait import Wait
from tests.conftest import RESOLVE
from tests.console.browser import BROWSER
from tests.console.crawl import filled, paths
from tests.eventually import eventually
from tests.serving import serving

LOOKS = 0.2
"""Seconds in which a stream of these tests looks for changes many times."""


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK", Wait(0.02))


@pytest.fixture(params=["memory", "file"])
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Marketplace]:
    """An emulator with a port, in memory and on a file."""
    store = "sqlite://" if request.param == "memory" else str(tmp_path / "world.db")
    with Marketplace(port=0, store=store) as marketplace:
        yield marketplace


class Events:
    """The events that one page is told."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer

    def lines(self) -> list[str]:
        """Wait for the next event or comment, and return its lines."""
        lines: list[str] = []
        while line := self._answer.readline().decode().strip():
            lines.append(line)
        return lines

    def newest(self) -> str:
        """Wait for the next event, and return what a page has seen that asks for itself now."""
        event = dict(each.split(": ", 1) for each in self.lines())
        assert json.loads(event["data"]) == {"seen": event["id"]}
        return event["id"]


@contextmanager
def told(url: str, seen: str | None = None, last: str | None = None) -> Iterator[Events]:
    """Open the events for a page that has seen this; `last` is what a browser sends that asks again."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    query = "" if seen is None else f"?seen={seen}"
    connection.request("GET", f"/console/live{query}", headers={} if last is None else {"Last-Event-ID": last})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type")) == (200, "text/event-stream")
    events = Events(answer)
    assert events.lines() == ["retry: 1000"]
    try:
        yield events
    finally:
        answer.close()
        connection.close()


def page(url: str) -> str:
    """Get a page, and return what it has seen."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=60)
    connection.request("GET", "/", headers={"Accept": "text/html"})
    body = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'<main id="main"[^>]* data-seen="([^"]+)"', body)
    assert found, body
    return found[1]


def accepted(at: Marketplace | Remote, **terms: Any) -> Agreement:
    """Accept an agreement for a new buyer."""
    code, buyer = at.products()[0]["product_code"], at.create_buyer("Ada")["customer_aws_account_id"]
    return at.accept_agreement(product_code=code, customer_aws_account_id=buyer, **terms)


CHANGES: dict[str, Callable[[Marketplace | Remote], object]] = {
    "an exchange": lambda at: at.client().resolve_customer(RegistrationToken="valid"),
    "a token": lambda at: at.mint_token(),
    "a step": lambda at: accepted(at),
    "a fault": lambda at: at.add_fault(error="ThrottlingException"),
    "a reading": lambda at: at.set_readings(second_resolve="expired"),
    "the clock": lambda at: at.clock.advance("1h"),
    "a snapshot": lambda at: at.snapshot("one"),
    "a reset": lambda at: at.reset(),
}


def test_a_page_is_told_of_each_change_and_of_nothing_else(served: Marketplace) -> None:
    known = page(served.url)
    with told(served.url, known) as events:
        for what, change in CHANGES.items():
            time.sleep(LOOKS)
            assert page(served.url) == known, f"before {what}"
            change(served)
            known = events.newest()
            while known != page(served.url):
                assert what in ("a step", "a reset"), "of several transactions"
                known = events.newest()


def test_what_is_only_looked_at_is_no_change(served: Marketplace) -> None:
    with told(served.url, page(served.url)) as events:
        served.client().resolve_customer(RegistrationToken="valid")
        known = events.newest()
        assert served.exchanges()  # where they are written, if they have waited in memory
        assert served.agreements()
        assert page(served.url) == known
        time.sleep(LOOKS)
        served.mint_token()
        assert events.newest() == page(served.url)


def test_no_page_makes_itself_stale_or_those_of_another_process(served: Marketplace) -> None:
    served.client().resolve_customer(RegistrationToken="valid")
    console = Client(Wsgi(served.site))
    with Marketplace(store=str(served.world.store.url)) as other:

        def seen() -> list[str]:
            return [live.seen(each.world) for each in (served, other)]

        for path in [*(filled(each, served) for each in paths()), "/console/switchboard?to=400d"]:
            console.get(path, headers=BROWSER)  # which writes down what a message says, once
            known = seen()
            assert console.get(path, headers=BROWSER).status_code < 500
            assert seen() == known, path


@pytest.mark.parametrize("looks", [False, True])
def test_each_exchange_is_seen_although_the_journal_forgets(looks: bool) -> None:
    world = seeding.open_world("sqlite://", journal_limit=5)
    site = Site(world)
    console = Client(Wsgi(site))
    known = [live.seen(world)]
    for number in range(20):
        assert console.post("/", headers={"X-Amz-Target": RESOLVE}).status_code == 400
        known.append(live.seen(world))
        if looks or number == 15:
            assert console.get("/_emulator/exchanges", headers={"Host": "localhost"}).json
            assert live.seen(world) == known[-1]
    assert len(set(known)) == 21
    site.close()


def test_a_page_that_missed_something_is_told_at_once(served: Marketplace) -> None:
    before = page(served.url)
    served.mint_token()
    after = page(served.url)
    assert before != after
    for seen, last in ((before, None), (None, before), (before, before), (None, None), ("of-another-start", None)):
        with told(served.url, seen, last) as events:
            assert events.newest() == after
    for seen in (None, before):
        with told(served.url, seen or after, seen and after) as events:
            time.sleep(LOOKS)
            served.mint_token()
            after = page(served.url)
            assert events.newest() == after


@pytest.mark.slow
def test_another_process_on_the_file_is_heard_of(tmp_path: Path) -> None:
    store = str(tmp_path / "world.db")
    with Marketplace(port=0, store=store) as here, serving("--store", store) as other, connect(other.url) as there:
        for what, change in CHANGES.items():
            if what == "a snapshot":
                continue  # the name would be taken
            with told(here.url, page(here.url)) as events:
                time.sleep(LOOKS)
                there.exchanges()  # to look is no change there either
                change(there)
                newest = events.newest()
                while newest != page(here.url):
                    newest = events.newest()


def test_what_is_due_happens_while_only_a_page_looks(served: Marketplace) -> None:
    agreement = accepted(served, free_trial_days=1)
    with told(served.url, page(served.url)) as events:
        served.clock.advance("23h 59m 59s")
        while True:
            events.newest()
            with served.world.store.transaction():  # which takes nothing that is due
                steps = taken_steps.of_agreement(served.world.store, agreement["agreement_id"])
            if len(steps) > 1:
                break


def test_so_many_pages_are_told_and_no_more(served: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 3)
    console = Client(Wsgi(served.site))
    with ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(told(served.url))
        refused = console.get("/console/live", headers=BROWSER | {"Accept": "application/problem+json"})
        assert refused.status_code == 503
        assert "3 pages are told of changes already" in refused.json["detail"]
    eventually(lambda: console.head("/console/live", headers=BROWSER).status_code == 200, "the places are free again")
    for _ in range(5):  # nothing stays counted of a request for the head
        assert console.head("/console/live", headers=BROWSER).status_code == 200


def test_a_silent_connection_is_kept_alive(served: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SILENCE_SECONDS", 0.05)
    with told(served.url, page(served.url)) as events:
        assert [events.lines(), events.lines()] == [[":"], [":"]]


def test_a_call_in_process_is_not_told(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="/console/live goes on"):
        marketplace.respond(HttpRequest("GET", "/console/live", {"host": "localhost"}))


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_a_stranger_is_told_nothing(marketplace: Marketplace, headers: dict[str, str]) -> None:
    assert Client(Wsgi(marketplace.site)).get("/console/live", headers=BROWSER | headers).status_code == 403
