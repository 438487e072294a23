"""A row of the settings decides everything about a setting: its options, its key, and its words in the repeating command."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from marketplace_contracts.configuration import configured
from marketplace_contracts.report.terminal import repeat
from marketplace_contracts.setting import Setting, pair
from marketplace_contracts.settings import Settings, table
from marketplace_emulator.commands.check import command
from tests.conftest import SELLERS

ROWS = table()
OTHER: dict[str, Any] = {
    "whole": 7,
    "number": 2.5,
    "many": ("reading", "leaks"),
    "pairs": {"A": "1", "B": "x=y"},
    "text": "/somewhere",
    "then_json": '{"code": "{token}"}',
}


def other(setting: Setting) -> Any:
    """Return a value that is not the default."""
    return next(
        (each for each in setting.offered if each != setting.default), OTHER.get(setting.name, OTHER[setting.kind])
    )


@pytest.mark.parametrize("setting", ROWS, ids=lambda each: each.option)
def test_check_has_an_option_for_it(setting: Setting) -> None:
    if setting.name == "subject":
        return
    value = other(setting)
    words = Settings(subject="a:b", **{setting.name: value})
    context = command.make_context("check", ["a:b", *setting.words(getattr(words, setting.name))])
    assert context.params[setting.name] == value


@pytest.mark.parametrize("setting", ROWS, ids=lambda each: each.option)
def test_the_configuration_has_a_key_for_it(setting: Setting, tmp_path: Path) -> None:
    value = other(setting)
    inline = ", ".join(f"{name} = '{each}'" for name, each in value.items()) if setting.kind == "pairs" else ""
    written = f"{{{inline}}}" if inline else repr(list(value) if setting.kind == "many" else value)
    (tmp_path / "marketplace-contracts.toml").write_text(f"{setting.option} = {written}\n")
    assert getattr(configured(tmp_path), setting.name) == value


@pytest.mark.parametrize("setting", [each for each in ROWS if each.row.repeated], ids=lambda each: each.option)
def test_the_repeating_command_has_its_words(setting: Setting) -> None:
    again = shlex.split(repeat(Settings(subject="a:b", **{setting.name: other(setting)}), "reading-token-exact"))
    context = command.make_context("check", again[2:])
    assert context.params[setting.name] == other(setting)
    assert f"--{setting.option}" not in repeat(Settings(subject="a:b"), "reading-token-exact")


def test_pytest_has_an_option_for_each(pytester: pytest.Pytester) -> None:
    told = pytester.runpytest_subprocess(*SELLERS, "--pyargs", "marketplace_contracts", "--help").stdout.str()
    assert [each.option for each in ROWS if f"  --{each.option}" not in told] == []


def test_only_the_first_equals_sign_separates_a_variable_from_its_value() -> None:
    assert pair("A=b=c") == ("A", "b=c")
