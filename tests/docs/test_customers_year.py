"""Run the how-to on a customer's year from start to end: its commands print the text below them, and so does its seller."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.docs.test_readme import BLOCK, ROOT
from tests.eventually import eventually
from tests.ports import free_port

PAGE = ROOT / "docs/howto-a-customers-year.md"
CHAPTERS = [*re.findall(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)[1:-2], "the seller"]
_BETWEEN = "\x1e"
"""Printed between the chapters, so that one shell goes through them all."""
_CHANGES = (
    (r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "<event_id>"),
    (r"\d+d( \d+[hms])? ahead of", "<ahead> of"),
)


def same_each_time(text: str) -> str:
    """Replace what is different in each run."""
    for pattern, name in _CHANGES:
        text = re.sub(pattern, name, text)
    return text


@contextmanager
def window(command: str, folder: Path, environment: dict[str, str], port: int) -> Iterator[Path]:
    """Run a command beside the others until it listens on a port, and to the end; yield the file with what it prints."""
    printed = folder / f"{port}.txt"
    with (
        printed.open("w") as file,
        subprocess.Popen(
            shlex.split(command), cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            eventually(lambda: listens(port) or process.poll() is not None, f"{command} listens")
            yield printed
        finally:
            process.terminate()


def write_files(blocks: list[tuple[str, str]], folder: Path) -> None:
    """Write the files of the page, which begin with their names."""
    for _, text in blocks:
        if named := re.match(r"# (\w+\.\w+)\n", text):
            (folder / named[1]).write_text(text)


def listens(port: int) -> bool:
    """Say whether somebody listens on a port."""
    with socket.socket() as found:
        return found.connect_ex(("127.0.0.1", port)) == 0


def test_each_chapter_prints_the_text_below_it(tmp_path: Path) -> None:
    folder, emulator, seller = tmp_path, free_port(), free_port()
    page = PAGE.read_text(encoding="utf-8").replace("8000", str(seller)).replace("4100", str(emulator))
    blocks = BLOCK.findall(page)
    write_files(blocks, folder)
    [start, *commands] = [text for language, text in blocks if language == "sh"]
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": f"http://127.0.0.1:{emulator}"}
    first, second = start.splitlines()
    with window(first, folder, environment, emulator), window(second, folder, environment, seller) as seen:
        done = subprocess.run(
            ["bash", "-uc", "exec 2>&1\n" + f"printf '{_BETWEEN}'\n".join(commands)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        told = [*done.stdout.split(_BETWEEN), seen.read_text()]
    said = [text for language, text in blocks if language == "text"]
    assert len(said) == len(told) == len(CHAPTERS)
    for chapter, text, really in zip(CHAPTERS, said, told, strict=True):
        assert same_each_time(really) == same_each_time(text), chapter


def test_the_test_on_the_page_passes(pytester: pytest.Pytester) -> None:
    source = [text for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if language == "python"][-1]
    pytester.makepyfile(source)
    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=1)


def test_the_year_in_a_file_goes_as_planned(tmp_path: Path) -> None:
    write_files(BLOCK.findall(PAGE.read_text(encoding="utf-8")), tmp_path)
    with Marketplace([tmp_path / "shop.yaml", tmp_path / "plans.yaml"]) as market:
        seats = []
        for length in ("0s", "90d", "311d"):
            market.clock.advance(length)
            seats.append([(each["status"], each["entitlements"]["seats"]) for each in market.agreements()])
    assert seats == [[("ACTIVE", 12)], [("ACTIVE", 25)], [("RENEWED", 25), ("CANCELLED", 25)]]
