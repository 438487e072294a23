"""Run the Python blocks of the README and the how-tos, and compare their output with the block below them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import SELLERS

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks(page: str) -> list[tuple[str, str]]:
    return [(match[1], match[2]) for match in BLOCK.finditer((ROOT / page).read_text(encoding="utf-8"))]


def _programs(page: str) -> list[tuple[str, str]]:
    """Pair each Python program with the text block that follows it."""
    blocks = _blocks(page)
    return [
        (source, blocks[index + 1][1])
        for index, (language, source) in enumerate(blocks[:-1])
        if language == "python" and blocks[index + 1][0] == "text"
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_a_program_of_the_readme_prints_what_it_says(served: Marketplace, number: int) -> None:
    source, expected = _programs("README.md")[number]
    source = source.replace("http://127.0.0.1:4100", served.url)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == (expected, "")


def test_the_commands_that_steer_succeed(served: Marketplace) -> None:
    [lines] = [text for language, text in _blocks("README.md") if language == "console" and "clock advance" in text]
    script = re.sub(r"^\$ ", "", lines, flags=re.MULTILINE)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", script],
        env={**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": served.url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert '"Status": "Success"' in done.stdout
    assert "Total: 0.034 US dollars; billed 1 of 1 records." in done.stdout


def test_the_readme_shows_both_commands_and_boto3_on_its_first_screen() -> None:
    first = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:34])
    for shown in ("make run", "make test", "boto3.client", "ExpiredTokenException"):
        assert shown in first


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/howto-expired-token.md",
        "docs/howto-meter-an-hour.md",
        "docs/howto-meter-from-a-container.md",
        "docs/howto-read-agreements.md",
        "docs/howto-register-usage.md",
    ],
)
def test_the_tests_of_a_page_pass(page: str, pytester: pytest.Pytester) -> None:
    source = "\n\n".join(
        text for language, text in _blocks(page) if language == "python" and "boto3.client(\n" not in text
    )
    tests = re.findall(r"^def test_", source, re.MULTILINE)
    if page == "README.md":
        source = "\n".join(text for language, text in _blocks(page) if language == "python" and "def test_" in text)
    pytester.makepyfile(f"import pytest\n{source}")
    result = pytester.runpytest_subprocess(*SELLERS)
    outcomes = result.parseoutcomes()
    assert set(outcomes) == {"passed"}
    assert outcomes["passed"] >= len(tests)


@pytest.mark.parametrize(
    "page", sorted(str(path.relative_to(ROOT)) for path in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
)
def test_every_link_leads_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"
