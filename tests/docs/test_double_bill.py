"""Run every line of the how-to on double bills: commands print the text below them, and tests pass."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import SELLERS
from tests.docs.test_readme import ROOT, _blocks

PAGE = "docs/howto-reproduce-a-double-bill.md"
BLOCKS = _blocks(PAGE)
COMMANDS = [(source, BLOCKS[index + 1][1]) for index, (language, source) in enumerate(BLOCKS) if language == "sh"]
SECTIONS = re.split(r"^## ", (ROOT / PAGE).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:-1]
_TIME = re.compile(r"2026-11-29T[0-9:.]+Z")


@pytest.mark.parametrize("section", SECTIONS, ids=[each.partition("\n")[0] for each in SECTIONS])
def test_each_mistake_has_commands_and_a_test(section: str) -> None:
    assert len(SECTIONS) == len(COMMANDS) == 3
    assert re.findall(r"^```(\w+)$", section, re.MULTILINE) == ["sh", "text", "python"]


@pytest.mark.parametrize(("source", "below"), COMMANDS, ids=[each.partition("\n")[0] for each in SECTIONS])
def test_the_commands_print_the_text_below_them(served: Marketplace, source: str, below: str) -> None:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": served.url}
    done = subprocess.run(
        ["bash", "-uc", f"exec 2>&1\n{source}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    pattern = re.escape(_TIME.sub("<time>", below)).replace("<time>", r"\S+Z").replace("…", r"\S+")
    assert re.fullmatch(pattern, done.stdout), done.stdout
    assert served.metering_records() == [], "it cleans up after itself"


def test_the_tests_pass(pytester: pytest.Pytester) -> None:
    source = "\n\n".join(text for language, text in BLOCKS if language == "python")
    pytester.makepyfile(source)
    pytester.runpytest_subprocess(*SELLERS).assert_outcomes(passed=len(re.findall(r"^def test_", source, re.MULTILINE)))
