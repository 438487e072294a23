"""Run every line of the how-to on reproducing failures: commands print the text below them, and tests pass."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace, nouns
from marketplace_emulator.faults import EVERY_KIND
from marketplace_emulator.faults.rule import Scope
from tests.conftest import SELLERS
from tests.docs.test_readme import ROOT, _blocks

PAGE = "docs/howto-reproduce-a-failure.md"
BLOCKS = _blocks(PAGE)
COMMANDS = [(source, BLOCKS[index + 1]) for index, (language, source) in enumerate(BLOCKS) if language == "sh"]
SECTIONS = re.split(r"^## ", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:-1]


def test_every_block_is_run_by_one_of_these_tests() -> None:
    assert {language for language, _ in BLOCKS} == {"sh", "text", "python"}
    assert all(following[0] == "text" for _, following in COMMANDS)
    assert len([language for language, _ in BLOCKS if language == "text"]) == len(COMMANDS)


@pytest.mark.parametrize("section", SECTIONS, ids=[each.partition("\n")[0] for each in SECTIONS])
def test_each_failure_has_a_word_a_command_and_a_test(section: str) -> None:
    assert len(SECTIONS) == 6
    languages = re.findall(r"^```(\w+)$", section, re.MULTILINE)
    assert languages == ["sh", "text", "sh", "text", "python"]


@pytest.mark.parametrize(("source", "below"), COMMANDS, ids=[each[0].split("\n")[0][-40:] for each in COMMANDS])
def test_the_commands_print_the_text_below_them(served: Marketplace, source: str, below: tuple[str, str]) -> None:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": served.url}
    before = served.faults()
    done = subprocess.run(
        ["bash", "-uc", f"exec 2>&1\n{source}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    printed = "".join(line for line in done.stdout.splitlines(keepends=True) if line != "\n")
    pattern = re.escape(below[1]).replace("fault\\-…", r"fault-[0-9]+")  # the number differs in every world
    assert re.fullmatch(pattern, printed), printed
    assert [each["rule"] for each in served.faults()] == [each["rule"] for each in before], "it cleans up after itself"


def test_the_tests_pass(pytester: pytest.Pytester) -> None:
    source = "\n\n".join(text for language, text in BLOCKS if language == "python")
    pytester.makepyfile(source)
    result = pytester.runpytest_subprocess(*SELLERS)
    cases = len(re.findall(r"^def test_", source, re.MULTILINE)) + source.count("@pytest.mark.parametrize")
    result.assert_outcomes(passed=cases)


def test_the_page_on_faults_has_every_kind_in_its_order_and_every_scope() -> None:
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", page, re.MULTILINE)
    rows = [name for cell in cells for name in re.findall(r"\w+", cell)]
    assert [each for each in rows if each in EVERY_KIND] == list(EVERY_KIND)
    assert {*rows} - {*EVERY_KIND} | {"seed"} == {*Scope.__struct_fields__, *nouns.NAMES}


def test_the_json_of_the_page_on_faults_is_a_rule(marketplace: Marketplace) -> None:
    [(_, written)] = [block for block in _blocks("docs/faults.md") if block[0] == "json"]
    assert marketplace.request("POST", "/faults", json.loads(written))["rule"]["times"] == 2
