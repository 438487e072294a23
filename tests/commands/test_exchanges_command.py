"""The commands `exchanges` and `health`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.identifiers import token as minted
from tests.conftest import AUTHORIZATION, RESOLVE, Wire
from tests.eventually import ended_if_silent

Run = Callable[..., Result]
TOKEN = minted("alder-backup")


@pytest.fixture
def run(served: Marketplace, wire: Wire) -> Run:
    """Run a command against an emulator that has three exchanges in its journal."""
    for token in (TOKEN, "expired", TOKEN.replace("+", " ")):
        wire.send(json.dumps({"RegistrationToken": token}).encode())

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, words, env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == code, result.output
        return result

    return command


def test_exchanges_are_listed_one_per_line_with_shortened_tokens(run: Run) -> None:
    lines = run("exchanges").stdout.splitlines()
    outcomes = ("ResolveCustomer  ok", "ExpiredTokenException", "InvalidTokenException")
    assert [outcome in line for line, outcome in zip(lines, outcomes, strict=True)] == [True, True, True]
    assert f"{TOKEN[:12]}…" in lines[0]
    assert TOKEN[12:40] not in run("exchanges", "--json").stdout
    assert TOKEN in run("exchanges", "--full").stdout


def test_a_line_tells_the_message_of_an_error(run: Run, wire: Wire) -> None:
    assert run("exchanges").stdout.splitlines()[1].endswith("  Registration token is expired")
    wire.send(json.dumps({"RegistrationToken": ""}).encode())
    batch = {"ProductCode": "?" * 400, "UsageRecords": []}
    wire.send(json.dumps(batch).encode(), headers={"X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"})
    empty, long = run("exchanges", "--last", "2").stdout.splitlines()
    assert "at 'registrationToken' failed to satisfy constraint: Member must " in empty
    assert long.endswith("???…")


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ((), [1, 2, 3]),
        (("--last", "1"), [3]),
        (("--outcome", "ok"), [1]),
        (("--status", "400"), [2, 3]),
        (("--status", "0"), []),
        (("--token", TOKEN), [1]),
        (("--buyer", "210987654321"), [1, 2]),
        (("--token", f"{TOKEN[:12]}…"), [1, 3]),
        (("--operation", "GetEntitlements"), []),
        (("--since", "now-1h"), [1, 2, 3]),
        (("--since", "now+1h"), []),
        (("--buyer", "alder-logistics"), [1, 2]),
    ],
)
def test_exchanges_are_chosen_by_options(run: Run, words: tuple[str, ...], numbers: list[int]) -> None:
    before = json.loads(run("exchanges", "--json").stdout.splitlines()[0])["id"] - 1
    found = [json.loads(line)["id"] for line in run("exchanges", "--json", *words).stdout.splitlines()]
    assert [number - before for number in found] == numbers
    assert [int(line.split()[0]) for line in run("exchanges", *words).stdout.splitlines()] == found


def test_har_is_one_document_and_excludes_other_options(run: Run) -> None:
    assert len(json.loads(run("exchanges", "--har", "--outcome", "ok").stdout)["log"]["entries"]) == 1
    assert "leave out --follow, --json and --last" in run("exchanges", "--har", "--follow", code=2).stderr


def test_an_unknown_filter_is_exit_1_with_the_nearest(run: Run) -> None:
    assert "did you mean 'ResolveCustomer" in run("exchanges", "--operation", "ResolveCustomr", code=1).stderr
    assert (
        "there is no buyer 'nobody'; expected one of 'alder-logistics'"
        in run("exchanges", "--buyer", "nobody", code=1).stderr
    )
    assert "not a time" in run("exchanges", "--since", "yesterday", code=1).stderr


def test_verify_says_that_it_holds_or_why_not(run: Run) -> None:
    held = run("verify", "--operation", "ResolveCustomer", "--buyer", "alder-logistics", "--at-most", "2")
    assert held.stdout.endswith("expected at most 2; the journal has 2\n")
    assert json.loads(run("verify", "--token", TOKEN, "--outcome", "ok", "--json").stdout)["count"] == 1
    failed = run("verify", "--status", "400", "--at-least", "3", code=1)
    assert failed.stderr.startswith("Error: any operation, status 400: expected at least 3; the journal has 2\n")
    assert "its status is 200" in failed.stderr
    assert failed.stdout == ""
    told = json.loads(run("verify", "--none-after", "now-1h", "--since", "now-2h", "--json", code=1).stdout)
    assert (told["holds"], len(told["nearest"])) == (False, 3)


def test_verify_refuses_an_invalid_expectation(run: Run) -> None:
    assert "did you mean 'ResolveCustomer" in run("verify", "--operation", "ResolveCustomr", code=1).stderr
    assert "--at-most is less than --at-least" in run("verify", "--at-least", "2", "--at-most", "1", code=2).stderr
    assert "Usage:" in run("verify", "--at-least", "-1", code=2).stderr


def test_follow_prints_new_exchanges_even_after_a_reset(served: Marketplace, wire: Wire) -> None:
    wire.send(b'{"RegistrationToken": "expired"}')
    command = [sys.executable, "-m", "marketplace_emulator", "exchanges", "--follow", "--json", "--url", served.url]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as follower:
        assert follower.stdout is not None
        try:
            with ended_if_silent(follower):
                assert json.loads(follower.stdout.readline())["outcome"] == "ExpiredTokenException"
                wire.send(b'{"RegistrationToken": "valid"}')
                wire.send(b'{"RegistrationToken": "invalid"}')
                seen = [json.loads(follower.stdout.readline())["outcome"] for _ in range(2)]
                assert seen == ["ok", "InvalidTokenException"]
                served.reset()
                for _ in range(4):  # in process and fast, so that the follower does not read in between
                    served.respond(asking("throttled"))
                seen = [json.loads(follower.stdout.readline())["outcome"] for _ in range(4)]
                assert seen == ["ThrottlingException"] * 4
        finally:
            follower.send_signal(signal.SIGINT)
            try:
                assert follower.wait(20) == 0
            finally:
                follower.kill()


def asking(token: str) -> HttpRequest:
    headers = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    return HttpRequest("POST", "/", headers, json.dumps({"RegistrationToken": token}).encode())


def test_health_is_printed_and_is_exit_1_if_nobody_answers(run: Run, served: Marketplace) -> None:
    assert f"{served.url} is ready: version" in run("health").stdout
    assert json.loads(run("health", "--json").stdout)["counts"]["exchanges"] == 3
    assert (
        "answers at http://127.0.0.1:9 (Connection refused)"
        in run("health", "--url", "http://127.0.0.1:9", code=1).stderr
    )


def test_control_characters_are_shown_as_escapes(run: Run, served: Marketplace) -> None:
    served.respond(asking("\x1b[31m\n"))
    served.mint_token(token="\x1b]0;title\x07")
    assert r"\x1b[31m\n" in run("exchanges").stdout.splitlines()[-1]
    assert r"\x1b]0;title\x07" in run("token", "list").stdout
    assert "\x1b" not in run("exchanges").stdout + run("token", "list").stdout


@pytest.mark.parametrize(
    "token", ["\x1b[31m", "\x9b31m", "\u202egnp.exe", "\u2028line", "caf\xe9 \U0001f600 \U000e0001"]
)
def test_json_holds_control_characters_as_escapes(run: Run, served: Marketplace, token: str) -> None:
    served.mint_token(token=token)
    served.add_fault(operation="ResolveCustomer", token=token, error="ThrottlingException")
    for words in (("token", "list", "--json"), ("fault", "list", "--json")):
        printed = run(*words).stdout
        assert printed.replace("\n", "").isprintable()
        assert json.dumps(token)[1:-1] in json.dumps(json.loads(printed)), "the escapes mean the same text"
    served.respond(asking(token))
    assert run("exchanges", "--json").stdout.replace("\n", "").isprintable()
