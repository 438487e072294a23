"""What a command says that is refused, cannot be read, or does not exist."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("token", "mint", "--agreement", "nobody"), "there is no agreement 'nobody'"),
        (("token", "mint", "--expires-in", "soon"), "'soon' is not a length of time"),
        (("agreement", "cancel", "nobody"), "there is no agreement 'nobody'"),
        (("agreement", "cancel", "cedar-analytics"), "has already ended"),
        (("fault", "add", "--error", "ThrotlingException"), "did you mean 'ThrottlingException"),
        (("fault", "add"), "exactly one of"),
        (("fault", "clear", "fault-9999"), "there is no fault 'fault-9999'"),
        (("clock", "advance", "far"), "'far' is not a length of time"),
        (("clock", "set", "tomorrow"), "'tomorrow' is not a time"),
        (("reading", "set", "token_lifetme=1h"), "did you mean 'token_lifetime"),
        (("reset", "--only", "token"), "did you mean 'tokens'"),
        (
            ("token", "mint", "--agreement", "alder-bakup"),
            "there is no agreement 'alder-bakup'; did you mean 'alder-backup",
        ),
        (("agreement", "list", "--product", "nosuch"), "there is no product 'nosuch'; expected one of '"),
        (
            ("agreement", "list", "--buyer", "nosuch"),
            "there is no buyer 'nosuch'; expected one of 'alder-logistics', 'birch",
        ),
        (("buyer", "suspend", "alder"), "there is no buyer 'alder'; did you mean 'alder-logistics'?"),
        (("fault", "add", "--error", "ThrottlingException", "--buyer", "Cedar"), "did you mean 'cedar-retail'?"),
        (("token", "list", "--agreement", "nosuch"), "there is no agreement 'nosuch'; expected one of 'agmt-"),
        (("snapshot", "restore", "nothing"), "there is no snapshot 'nothing'"),
    ],
)
def test_a_refusal_is_one_line_and_exit_1(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run(*words, code=1)
    assert said in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("token", "mnt"),
        ("fault", "add", "--latncy", "2"),
        ("fault", "add", "--drop", "sometimes"),
        ("reading", "set", "token_lifetime"),
        ("reading", "set", "second_resolve=expired", "second_resolve=same_answer"),
        ("clock", "advance"),
        ("agreement", "create", "--product", "harbor-backup"),
        ("agreement", "create", "--product", "harbor-backup", "--count", "0"),
        ("agreement", "create", "--product", "harbor-backup", "--count", "2", "--end-time", "now+14d"),
    ],
)
def test_an_unreadable_command_is_exit_2(run: Run, words: tuple[str, ...]) -> None:
    assert "Usage:" in run(*words, code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("leger",), "'leger' is not a command; did you mean 'ledger'?"),
        (("clock", "sett"), "'sett' is not a command; did you mean 'set'?"),
        (("agreement", "end"), "'end' is not a command; did you mean 'amend' or"),
    ],
)
def test_a_wrong_command_is_told_the_nearest_ones_at_every_level(run: Run, words: tuple[str, ...], said: str) -> None:
    assert said in run(*words, code=2).stderr
