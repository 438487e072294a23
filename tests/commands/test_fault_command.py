"""The command `fault`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run, code_of


def test_fault_add_list_and_clear(run: Run, served: Marketplace) -> None:
    fault_id = run(
        "fault", "add", "--operation", "ResolveCustomer", "--error", "ThrottlingException", "--times", "2"
    ).stdout.strip()
    assert code_of(served) == "ThrottlingException"
    shown = next(each for each in json.loads(run("fault", "list", "--json").stdout) if each["fault_id"] == fault_id)
    assert (shown["seen"], shown["applied"], shown["rule"]["times"]) == (1, 1, 2)
    assert f"{fault_id} " in run("fault", "list").stdout
    run("fault", "clear", fault_id)
    assert code_of(served) == "ok"
    run("fault", "clear")
    assert run("fault", "list").stdout == ""


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--latency", "250ms"), {"latency": "250ms"}),
        (("--latency", "2"), {"latency": 2}),
        (
            ("--latency", '{"spread": "normal", "mean": 1, "deviation": 0.5}'),
            {"latency": {"spread": "normal", "mean": 1, "deviation": 0.5}},
        ),
        (("--hang", "--until", "now+1h", "--region", "eu-west-1"), {"hang": True, "region": "eu-west-1"}),
        (("--drop", "after", "--on-call", "3"), {"drop": "after", "on_call": 3}),
        (
            ("--lose", "--event", "subscribe-success", "--buyer", "dogwood-labs"),
            {"lose": True, "event": "subscribe-success"},
        ),
        (("--delay", "10m", "--on-delivery", "2"), {"delay": "10m", "on_delivery": 2}),
        (("--delay", "90"), {"delay": 90}),
        (("--duplicate", "2", "--times", "1"), {"duplicate": 2, "times": 1}),
        (("--reorder", "1", "--within", "1h"), {"reorder": 1, "within": "1h"}),
        (("--wrong-signature",), {"wrong_signature": True}),
        (("--unknown-type", "true"), {"unknown_type": True}),
        (("--unknown-type", "subscription-paused"), {"unknown_type": "subscription-paused"}),
        (("--old-message", "true"), {"old_message": True}),
        (("--old-message", "subscribe-success"), {"old_message": "subscribe-success"}),
        (("--truncate", "10", "--account", "111122223333"), {"truncate": 10, "account": "111122223333"}),
        (("--malformed", "html", "--probability", "0.5", "--seed", "7"), {"probability": 0.5, "seed": 7}),
        (("--extra-members", "true", "--token", "12345"), {"extra_members": True, "token": "12345"}),
        (
            ("--extra-members", '{"Region": "x"}', "--token", "null"),
            {"extra_members": {"Region": "x"}, "token": "null"},
        ),
        (("--missing-members", '["ProductCode"]'), {"missing_members": ["ProductCode"]}),
        (("--expired-credentials",), {"expired_credentials": True}),
        (("--hang", "--token", '["a"]'), {"token": '["a"]'}),
        (("--error", "InternalFailure", "--message", '{"a":1}'), {"message": '{"a":1}'}),
        (("--error", "InternalFailure", "--message", "true", "--status", "500"), {"message": "true", "status": 500}),
    ],
)
def test_fault_add_takes_every_kind(run: Run, words: tuple[str, ...], rule: dict[str, Any]) -> None:
    added = json.loads(run("fault", "add", *words, "--json").stdout)["rule"]
    assert {name: added[name] for name in rule} == rule


def test_a_fault_takes_names_and_identifiers_of_its_nouns(run: Run, served: Marketplace) -> None:
    buyer = served.buyers()[0]
    for option in ("--buyer", "--customer-aws-account-id"):
        for given in (buyer["name"], buyer["customer_aws_account_id"]):
            added = json.loads(run("fault", "add", "--hang", option, given, "--json").stdout)["rule"]
            assert added["customer_aws_account_id"] == buyer["customer_aws_account_id"]
    assert (
        "there is no buyer 'alder-logistic'"
        in run("fault", "add", "--hang", "--buyer", "alder-logistic", code=1).stderr
    )
