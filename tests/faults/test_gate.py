"""A gate holds answers until enough calls have come: in process, over a socket, by WSGI and over two processes."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest
from botocore.config import Config
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi
from tests.conftest import AUTHORIZATION, RESOLVE, Wire
from tests.eventually import eventually
from tests.serving import serving_twice

ONCE = Config(retries={"total_max_attempts": 1})
LONG = 60
"""More seconds than any test here waits at a gate that opens."""


@pytest.fixture(params=["in process", "over a socket", "on a file"])
def emulator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Marketplace]:
    """An emulator in process, over a socket, and over a socket on a file, where requests share a COMMIT."""
    if request.param == "on a file":
        with Marketplace(port=0, store=str(tmp_path / "marketplace.db")) as found:
            yield found
    else:
        yield request.getfixturevalue("marketplace" if request.param == "in process" else "served")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Threads for calls that wait."""
    with ThreadPoolExecutor(16) as pool:
        yield pool


def resolving(emulator: Marketplace, token: str = "valid", config: Config = ONCE) -> Callable[[], Any]:
    """Return a call of ResolveCustomer with a client of its own; clients are made before anything is timed."""
    client = emulator.client(config=config)
    return lambda: client.resolve_customer(RegistrationToken=token)


def held(emulator: Marketplace) -> list[float]:
    """Return how long a gate held each exchange of the journal, in milliseconds."""
    return [each["held_ms"] for each in emulator.exchanges() if "gate" in each["fault_kinds"]]


def opened(emulator: Marketplace) -> int:
    """Return how often the newest gate has opened."""
    return emulator.faults()[-1]["opened"]


def arrived(emulator: Marketplace, calls: int) -> Callable[[], bool]:
    """Return a question whether this many calls wait at the newest gate."""
    return lambda: emulator.faults()[-1]["waiting"] == calls


def test_answers_wait_for_each_other_and_go_together(emulator: Marketplace, threads: ThreadPoolExecutor) -> None:
    emulator.add_fault(gate=3, at_most=LONG)
    first, second, third = (resolving(emulator) for _ in range(3))
    waiting = [threads.submit(first), threads.submit(second)]
    eventually(arrived(emulator, 2), "two calls wait")
    time.sleep(0.1)
    assert not any(each.done() for each in waiting)
    assert third()["CustomerAWSAccountId"] == "210987654321"
    assert [each.result(LONG)["CustomerAWSAccountId"] for each in waiting] == ["210987654321"] * 2
    assert opened(emulator) == 1
    assert len(held(emulator)) == 3
    assert sorted(held(emulator))[1] >= 100, "the journal says how long each call waited"


def test_the_work_is_done_before_the_wait(emulator: Marketplace, threads: ThreadPoolExecutor) -> None:
    """Of two calls that AWS lets succeed once, only the first succeeds, and both answers wait."""
    emulator.set_readings(second_resolve="expired")
    emulator.add_fault(gate=2, at_most=LONG)
    first, second = resolving(emulator), resolving(emulator)
    waiting = threads.submit(first)
    eventually(arrived(emulator, 1), "one call waits")
    with pytest.raises(botocore.exceptions.ClientError, match="ExpiredTokenException"):
        second()
    assert waiting.result(LONG)["ProductCode"]
    emulator.set_readings(second_resolve="same_answer")


def test_a_lone_call_is_let_go_in_real_time(emulator: Marketplace) -> None:
    emulator.clock.freeze()
    emulator.add_fault(gate=2, at_most="300ms")
    started = time.perf_counter()
    assert resolving(emulator)()["ProductCode"]
    assert 0.3 <= time.perf_counter() - started < LONG
    assert opened(emulator) == 0
    assert held(emulator)[0] >= 300
    emulator.clock.resume()


def test_a_call_that_was_let_go_alone_no_longer_counts(emulator: Marketplace) -> None:
    emulator.add_fault(gate=2, at_most="100ms")
    for _ in range(3):
        assert resolving(emulator)()["ProductCode"]
    assert opened(emulator) == 0
    assert min(held(emulator)) >= 100


def test_a_gate_opens_once_for_every_n_calls(emulator: Marketplace, threads: ThreadPoolExecutor) -> None:
    emulator.add_fault(gate=2, at_most=LONG)
    calls = [resolving(emulator) for _ in range(10)]
    answers = [each.result(LONG) for each in [threads.submit(call) for call in calls]]
    assert len(answers) == 10
    assert opened(emulator) == 5


@pytest.mark.parametrize("end", ["removed", "reset", "restored"])
def test_a_rule_that_is_gone_lets_its_calls_go(emulator: Marketplace, threads: ThreadPoolExecutor, end: str) -> None:
    emulator.snapshot("before")
    rule = emulator.add_fault(gate=2, at_most=LONG)
    waiting = threads.submit(resolving(emulator))
    eventually(arrived(emulator, 1), "one call waits")
    if end == "removed":
        emulator.clear_faults(rule["fault_id"])
    elif end == "reset":
        emulator.reset(only="faults")
    else:
        emulator.restore("before")
    assert waiting.result(LONG)["ProductCode"]
    assert held(emulator)[0] < LONG * 1000


def test_gates_of_two_tokens_do_not_open_each_other(emulator: Marketplace, threads: ThreadPoolExecutor) -> None:
    one, other = emulator.mint_token(), emulator.mint_token()
    for token in (one, other):
        emulator.add_fault(gate=2, token=token, at_most=LONG)
    calls = [resolving(emulator, one), resolving(emulator, other)]
    waiting = [threads.submit(each) for each in calls]
    eventually(lambda: [each["waiting"] for each in emulator.faults()[-2:]] == [1, 1], "both wait")
    assert not any(each.done() for each in waiting)
    resolving(emulator, one)()
    assert waiting[0].result(LONG)["ProductCode"]
    assert not waiting[1].done()
    emulator.clear_faults(emulator.faults()[-1]["fault_id"])
    assert waiting[1].result(LONG)["ProductCode"]


def test_only_the_calls_that_are_drawn_wait(emulator: Marketplace) -> None:
    emulator.add_fault(gate=2, times=2, at_most="50ms")
    for _ in range(3):
        resolving(emulator)()
    assert len(held(emulator)) == 2
    assert emulator.exchanges()[-1]["held_ms"] == 0


def test_errors_are_held_too(emulator: Marketplace, threads: ThreadPoolExecutor) -> None:
    emulator.add_fault(error="ThrottlingException")
    emulator.add_fault(gate=2, at_most=LONG)
    calls = [threads.submit(each) for each in (resolving(emulator), resolving(emulator))]
    for each in calls:
        with pytest.raises(botocore.exceptions.ClientError, match="Rate exceeded"):
            each.result(LONG)
    assert opened(emulator) == 1


def test_a_client_that_left_no_longer_counts(emulator: Marketplace) -> None:
    impatient = ONCE.merge(Config(read_timeout=0.5))
    emulator.add_fault(gate=2, at_most=LONG)
    for _ in range(2):
        with pytest.raises(botocore.exceptions.ReadTimeoutError):
            resolving(emulator, config=impatient)()
        eventually(lambda: held(emulator), "the exchange of a client that left is in the journal at once")
    assert opened(emulator) == 0
    assert max(held(emulator)) < LONG * 1000


def test_answers_reach_their_clients_within_milliseconds(wire: Wire, served: Marketplace) -> None:
    """The answers are written in one turn of the event loop; the bound leaves room for a busy machine."""
    served.add_fault(gate=2, at_most=LONG)
    moments: list[float] = []

    def call() -> None:
        wire.send(b'{"RegistrationToken": "valid"}')
        moments.append(time.perf_counter())

    for _ in range(3):
        both = [threading.Thread(target=call) for _ in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()
    assert opened(served) == 3
    assert min(abs(moments[index + 1] - moments[index]) for index in (0, 2, 4)) < 0.5


def test_wsgi_holds_answers(marketplace: Marketplace, threads: ThreadPoolExecutor) -> None:
    client = Client(Wsgi(marketplace.site))
    headers = {"X-Amz-Target": RESOLVE, "Content-Type": "application/x-amz-json-1.1", "Authorization": AUTHORIZATION}

    def call() -> int:
        return client.post("/", data=b'{"RegistrationToken": "valid"}', headers=headers).status_code

    marketplace.add_fault(gate=2, at_most=LONG)
    assert [each.result(LONG) for each in [threads.submit(call), threads.submit(call)]] == [200, 200]
    assert opened(marketplace) == 1


@pytest.mark.slow
def test_two_processes_on_one_file_share_a_gate(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as here, other.connect() as there:
        here.add_fault(gate=2, at_most=LONG)
        clients = [each.client(config=ONCE) for each in (here, there)]
        calls: list[Future[Any]] = [
            threads.submit(client.resolve_customer, RegistrationToken="valid") for client in clients
        ]
        assert all(each.result(LONG)["ProductCode"] for each in calls)
        assert [each["opened"] for each in here.faults()][-1] == 1


@pytest.mark.slow
def test_a_process_that_was_killed_leaves_no_call_behind(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as here, other.connect() as there:
        here.add_fault(gate=2, at_most="1s")
        lost = threads.submit(there.client(config=ONCE).resolve_customer, RegistrationToken="valid")
        eventually(lambda: here.faults()[-1]["waiting"] == 1, "one call waits")
        other.process.kill()
        with pytest.raises(botocore.exceptions.HTTPClientError):
            lost.result(LONG)
        time.sleep(1)
        assert here.client(config=ONCE).resolve_customer(RegistrationToken="valid")["ProductCode"]
        assert here.faults()[-1]["opened"] == 0


@pytest.mark.parametrize("port", [None, 0])
def test_an_emulator_that_closes_lets_the_calls_go(port: int | None, threads: ThreadPoolExecutor) -> None:
    with Marketplace(port=port) as emulator:
        emulator.add_fault(gate=2, at_most=LONG)
        waiting = threads.submit(resolving(emulator))
        eventually(arrived(emulator, 1), "one call waits")
    started = time.monotonic()
    with contextlib.suppress(botocore.exceptions.HTTPClientError):  # a server still answers the calls that wait
        assert waiting.result(LONG)["ProductCode"]
    assert time.monotonic() - started < LONG / 2


def test_the_command_adds_and_lists_a_gate(served: Marketplace, run: Callable[..., str]) -> None:
    fault_id = run("fault", "add", "--operation", "ResolveCustomer", "--gate", "2", "--at-most", "500ms").strip()
    added = served.faults()[-1]
    assert added["fault_id"] == fault_id
    assert added["rule"] == {"operation": "ResolveCustomer", "gate": 2, "at_most": "500ms"}
    assert re.search(rf"{fault_id} +0 +0 +0 ", run("fault", "list"))


@pytest.fixture
def run(served: Marketplace) -> Callable[..., str]:
    """Run a command of `marketplace-emulator` on the emulator."""
    from click.testing import CliRunner

    from marketplace_emulator.__main__ import main

    def command(*arguments: str) -> str:
        done = CliRunner().invoke(main, [*arguments, "--url", served.url])
        assert done.exit_code == 0, done.output
        return done.output

    return command
