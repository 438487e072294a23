"""The agenda: what is due happens in order, each at its own time, once, and whatever becomes of the process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from marketplace_emulator import Marketplace, agreements
from marketplace_emulator import agenda as due_together
from marketplace_emulator.store import agenda
from marketplace_emulator.store import agreements as stored
from tests.agreements.market import BIRCH, DAY, START, WORLD, Market


def plan(market: Market, at: float, step: str, agreement_id: str, **fields: Any) -> None:
    """Let a step be due at a time."""
    with market.world.transaction():
        market.world.store.run(agenda.ADD, **agenda.row(at, step, agreement_id, fields))
        market.world.due_by(at)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a store in a file, with a market's world on a frozen clock."""
    (tmp_path / "world.yaml").write_text(WORLD)
    with opened(tmp_path / "world.db") as marketplace:
        Market(marketplace)
    return tmp_path / "world.db"


def opened(file: Path) -> Marketplace:
    """Open a store in a file."""
    return Marketplace(fixtures=file.parent / "world.yaml", store=f"sqlite:///{file}")


def test_an_agreement_ends_at_its_own_second_whenever_that_is_noticed(market: Market) -> None:
    made = market.accept(end_time="now+10d")
    market.advance("9d23h59m59s")
    assert market.agreement(made["agreement_id"])["status"] == "ACTIVE"
    market.advance("365d")
    ended = market.agreement(made["agreement_id"])
    assert (ended["status"], ended["last_update_time"] - START) == ("EXPIRED", 10 * DAY)
    assert market.history(made["agreement_id"]) == [("accept", 0, None), ("expire", 10, None)]


def test_a_clock_that_is_set_by_hand_passes_what_is_due_and_moving_back_repeats_nothing(market: Market) -> None:
    made = market.accept(end_time="now+10d")
    for moment in ("2027-03-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z"):
        market.marketplace.clock.set(moment)
        assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"
        assert len(market.told()) == 4 and len(market.history(made["agreement_id"])) == 2


def test_a_running_clock_passes_what_is_due(market: Market) -> None:
    made = market.accept(end_time="now+1s", payment="fails")
    market.marketplace.clock.advance("999ms")
    assert market.agreement(made["agreement_id"])["status"] == "ACTIVE"
    market.marketplace.clock.resume()
    while market.marketplace.clock.now().timestamp() < made["end_time"]:
        pass
    assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"


def test_what_became_due_while_no_process_ran_happens_at_the_next_start(file: Path) -> None:
    with opened(file) as marketplace:
        market = Market(marketplace)
        made = market.accept(duration="P1M", auto_renew=True)
        with market.world.transaction():  # as a running clock goes on while the process is gone
            market.world.set_clock(market.world.clock.advanced(70 * DAY))
    with opened(file) as marketplace:
        chain = marketplace.agreements()
    assert [each["status"] for each in chain] == ["RENEWED", "RENEWED", "ACTIVE"]
    assert chain[0]["agreement_id"] == made["agreement_id"]


def test_two_processes_on_a_file_take_each_step_once(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        market = Market(one)
        for number in range(20):
            market.accept(name=f"a{number}", duration="P1M", auto_renew=True)
        assert len(other.agreements()) == 20
        with ThreadPoolExecutor(2) as threads:
            for _ in range(3):
                one.clock.advance("31d")
                assert len({*threads.map(lambda each: len(each.agreements()), (one, other))}) == 1
        events = [each for each in market.told() if each == "Purchase Agreement Created - Proposer"]
        assert len(one.agreements()) == len(other.agreements()) == len(events) == 80


def test_another_process_notices_what_is_due_sooner(file: Path) -> None:
    with opened(file) as one, opened(file) as other:
        made = Market(one).accept(end_time="now+10d")
        one.clock.resume()
        assert (
            other.agreement(made["agreement_id"])["status"] == one.agreement(made["agreement_id"])["status"] == "ACTIVE"
        )
        ends = other.amend_agreement(made["agreement_id"], end_time="now+300ms")["end_time"]
        while one.world.clock.now() < datetime.fromisoformat(ends).timestamp():
            time.sleep(0.01)
        assert one.agreement(made["agreement_id"])["status"] == "EXPIRED"


def test_a_snapshot_brings_back_what_was_due(market: Market) -> None:
    made = market.accept(end_time="now+10d")
    market.marketplace.snapshot("before")
    for _ in range(2):
        market.advance("11d")
        assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"
        assert len(market.told()) == 4
        market.marketplace.restore("before")
        assert market.agreement(made["agreement_id"])["status"] == "ACTIVE" and market.told() == []


def test_a_reset_forgets_what_was_due(market: Market) -> None:
    market.accept(end_time="now+10d")
    market.marketplace.reset()
    market.advance("20d")
    assert market.all() == [] and market.told() == []


def test_a_step_that_is_not_legal_when_it_is_due_is_refused_in_the_history(market: Market) -> None:
    made, other = market.accept(), market.accept()
    market.take("cancel", made["agreement_id"])
    plan(market, START + DAY, "renew", made["agreement_id"])
    plan(market, START + 2 * DAY, "amend", other["agreement_id"], end_time="never")
    plan(market, START + 3 * DAY, "cancel", other["agreement_id"])
    market.advance("10d")
    (_, _, (step, day, refusal)) = market.history(made["agreement_id"])
    assert (step, day) == ("renew", 1) and refusal is not None and "it is CANCELLED; it can take no step" in refusal
    (_, (_, _, refusal), last) = market.history(other["agreement_id"])
    assert refusal is not None and "'never' is not a time" in refusal and last == ("cancel", 3, None)


class Broken:
    """A step with a bug: it changes the store, and then fails."""

    Fields = msgspec.defstruct("Fields", [], frozen=True)

    @staticmethod
    def why_not(*_: object) -> None:
        return None

    @staticmethod
    def take(world: Any, agreement: Any, *_: object) -> Sequence[Any]:
        stored.change(world.store, agreement, 0, status="TERMINATED")
        raise ZeroDivisionError("a planted bug")


def test_a_bug_in_a_step_is_undone_and_stops_nothing(
    market: Market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(agreements, "STEPS", {**agreements.STEPS, "break": Broken})
    made = market.accept(end_time="now+10d")
    plan(market, START + DAY, "break", made["agreement_id"])
    market.advance("5d")
    assert market.agreement(made["agreement_id"])["status"] == "ACTIVE"
    assert market.history(made["agreement_id"])[1][2] == "the emulator failed: ZeroDivisionError: a planted bug"
    market.advance("5d")
    assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"
    assert "the step break of the agenda failed" in caplog.text


def test_a_bug_in_renewing_together_leaves_those_that_can_renew_alone(
    market: Market, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a planted bug")

    monkeypatch.setitem(due_together._ALL, "renew", fail)  # type: ignore[index]
    for _ in range(3):
        market.accept(duration="P1M", auto_renew=True)
    market.advance("31d")
    assert [each["status"] for each in market.all()] == ["RENEWED"] * 3 + ["ACTIVE"] * 3
    assert "3 agreements could not take the step renew together" in caplog.text


def test_steps_together_are_the_same_as_one_after_another(
    market: Market, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = []
    for together in (True, False):
        if not together:
            monkeypatch.setattr("marketplace_emulator.agenda.TOGETHER", 1)
        market.marketplace.reset()
        market.marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
        for number in range(9):
            length = {"end_time": f"now+{number + 1}d"} if number % 2 else {"duration": f"P{number + 1}M"}
            market.accept("both", name=f"a{number}", start_time=f"now-{number}h", auto_renew=True, **length)
        for number in range(9):
            market.accept("both", BIRCH, name=f"b{number}", end_time="now+50d")
        market.accept("contract", name="legacy", duration="P1M", auto_renew=True, entitlements={"seats": 1})
        market.advance("100d")
        with market.world.transaction():
            told.append(
                (
                    sorted((each["agreement_id"], each["status"], each["end_time"]) for each in market.all()),
                    sorted(market.told()),
                    sorted(market.history(each["agreement_id"]) for each in market.all()),
                )
            )
    assert len(told[0][0]) > 100 and {"EXPIRED", "RENEWED"} < {each[1] for each in told[0][0]} and told[0] == told[1]


def test_a_term_that_ends_after_the_year_9999_is_refused_when_it_would_begin(market: Market) -> None:
    market.marketplace.clock.set("9990-01-01T00:00:00Z")
    last = market.accept(duration="P6Y", auto_renew=True)
    market.accept(duration="P1Y", auto_renew=True)
    market.marketplace.clock.set("9998-06-01T00:00:00Z")
    assert [each["status"] for each in market.all()].count("RENEWED") == 8
    *_, (_, _, refused), (step, _, _) = market.history(last["agreement_id"])
    assert refused is not None and "after the year 9999" in refused
    assert (step, market.agreement(last["agreement_id"])["status"]) == ("expire", "EXPIRED")


def test_an_agreement_of_no_length_ends_at_once(market: Market) -> None:
    made = market.accept(end_time="now")
    assert market.agreement(made["agreement_id"])["status"] == "EXPIRED"


def test_a_request_costs_nothing_more_while_nothing_is_due(market: Market) -> None:
    market.accept(duration="P12M", auto_renew=True)
    asked: list[str] = []
    client = market.marketplace.client()
    client.batch_meter_usage(UsageRecords=[])
    market.world.settling = lambda _: asked.append("settled")
    client.batch_meter_usage(UsageRecords=[])
    assert asked == []
