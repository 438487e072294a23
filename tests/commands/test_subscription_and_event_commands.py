"""`subscription` and `event`: where messages go, what became of them, and once more."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main
from tests.deliveries.seller import selling

Run = Callable[..., Result]


@pytest.fixture
def run(served: Marketplace) -> Run:
    """Run a command against the emulator."""
    return lambda *words: CliRunner().invoke(main, [*words, "--url", served.url])


def test_a_message_is_sent_listed_shown_and_sent_again(served: Marketplace, run: Run) -> None:
    served.clock.freeze()
    with selling(lambda _: 404) as seller:
        added = run("subscription", "add", seller.url, "--name", "app", "--header", "x-api-key: secret-of-the-app")
        listed = run("subscription", "list").output
        assert added.output.strip() in listed
        assert "secr…" in listed
        assert "secret-of" not in listed
        run("agreement", "create", "--product", "harbor-backup", "--buyer", "dogwood-labs", "--name", "new")
        run("clock", "advance", "11s")
        table = run("event", "list", "--subscription", "app", "--state", "lost").output
        [event] = json.loads(run("event", "list", "--agreement", "new", "--json").output)
        assert event["event_id"] in table
        assert "1 lost" in table
        shown = run("event", "show", event["event_id"]).output
        assert "Purchase Agreement Created - Proposer" in shown
        assert "404\n      ok" in shown
        assert run("event", "show", "Purchase Agreement Created - Proposer").output == shown
        again = run("event", "redeliver", event["event_id"], "--subscription", "app").output
        assert again.startswith(f"to {added.output.strip()}: lost\n  1.  ")
        assert run("event", "redeliver", "Purchase Agreement Created - Proposer").output.count("404\n      ok") == 1
        assert [each.event_id for each in seller.got] == [event["event_id"]] * 3
    run("subscription", "remove", "app")
    assert served.subscriptions() == []
    assert "There are no subscriptions" in run("subscription", "list").output


def test_a_fault_of_messages_is_named_where_it_acted(served: Marketplace, run: Run) -> None:
    served.clock.freeze()
    with selling() as seller:
        run("subscription", "add", seller.url, "--name", "app")
        lose = run("fault", "add", "--lose", "--subscription", "app", "--times", "1").output.strip()
        twice = run("fault", "add", "--duplicate", "1", "--event", "License Updated - Manufacturer").output.strip()
        run("agreement", "create", "--product", "harbor-backup", "--buyer", "dogwood-labs", "--name", "new")
        run("clock", "advance", "2m")
        first, second = json.loads(run("event", "list", "--agreement", "new", "--json").output)
        assert f": lost, by the fault lose ({lose})" in run("event", "show", first["event_id"]).output
        assert f": delivered, by the fault duplicate ({twice})" in run("event", "show", second["event_id"]).output
        assert "2 delivered" in run("event", "list", "--agreement", "new").output
        assert re.search(rf"{lose} +2 +1 ", run("fault", "list").output)
        run("fault", "clear", lose)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["subscription", "add", "http://8.8.8.8/"], "--allow-target 8.8.8.8"),
        (["subscription", "add", "http:///x"], "expected one such as http://127.0.0.1:8000/events"),
        (["subscription", "add", "http://127.0.0.1/", "--header", "secret"], "is not NAME:VALUE"),
        (["subscription", "add", "http://127.0.0.1/", "--type", "subscribe"], "did you mean 'subscribe-"),
        (
            ["subscription", "add", "http://127.0.0.1/", "--raw"],
            "raw is not a setting of the kind http; it has headers",
        ),
        (["subscription", "add", "http://127.0.0.1/", "--kind", "sqs"], "expected arn:aws:sqs"),
        (["subscription", "add", "http://127.0.0.1/", "--product", "harbour-backup"], "did you mean"),
        (["subscription", "remove"], "Give the id of a subscription, or --all."),
        (["subscription", "remove", "sub-0"], "there is no subscription"),
        (["event", "show", "0"], "'0' is not a type of event"),
        (["event", "show", "subscribe-fail"], "there is no message 'subscribe-fail' yet; `agenda list` shows"),
        (["event", "show", "5e2b7c0e-6a3f-4d7e-8f60-0e6b6f0c7a11"], "there is no event"),
        (["event", "list", "--type", "subscribe"], "is not a type of event; did you mean"),
        (["event", "redeliver", "0"], "'0' is not a type of event"),
    ],
)
def test_a_wrong_argument_is_refused_in_one_line(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert done.exit_code != 0
    assert said in done.output
    assert len(done.output.strip().splitlines()[-1:]) == 1


def test_events_in_json_are_those_of_python(served: Marketplace, run: Run) -> None:
    found: list[Any] = json.loads(run("event", "list", "--json").output)
    assert found == served.events()


def test_the_schema_of_a_message_is_printed_and_all_are_listed(served: Marketplace, run: Run) -> None:
    types = served.event_types()
    assert json.loads(run("event", "schema", "--json").output) == types
    listed = run("event", "schema").output
    assert all(each["type"] in listed and each["means"] in listed for each in types)
    shown = run("event", "schema", "License Updated - Manufacturer").output
    assert json.loads(shown) == served.event_schema("license_updated_manufacturer")
    wrong = run("event", "schema", "License updated")
    assert "did you mean" in wrong.output + wrong.stderr
    assert wrong.exit_code != 0
