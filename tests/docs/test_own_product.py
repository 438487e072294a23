"""Run every line of the how-to on one's own product: the file, the commands and the tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import SELLERS
from tests.docs.test_readme import _blocks

BLOCKS = _blocks("docs/howto-your-own-product.md")
COMMANDS = [(source, BLOCKS[index + 1][1]) for index, (language, source) in enumerate(BLOCKS) if language == "sh"]


def _only(wanted: str) -> str:
    [text] = [text for language, text in BLOCKS if language == wanted]
    return text


@pytest.fixture(scope="module")
def own_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    file = tmp_path_factory.mktemp("own") / "my-product.yaml"
    file.write_text(_only("yaml"), encoding="utf-8")
    with Marketplace(file, port=0) as marketplace:
        yield marketplace


@pytest.mark.parametrize(("source", "below"), COMMANDS)
def test_the_commands_print_the_text_below_them(
    own_product: Marketplace, tmp_path: Path, source: str, below: str
) -> None:
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euc", f"exec 2>&1\n{source}"],
        cwd=tmp_path,
        env={**os.environ, "PATH": programs, "MARKETPLACE_EMULATOR_URL": own_product.url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert re.fullmatch(re.escape(below).replace("…", r"\S+"), done.stdout), done.stdout
    assert len(own_product.agreements()) == 1, "the snapshot leads back"


def test_the_tests_pass_with_the_file_that_the_setting_names(pytester: pytest.Pytester) -> None:
    pytester.makeini(_only("ini"))
    (pytester.path / "my-product.yaml").write_text(_only("yaml"), encoding="utf-8")
    source = _only("python")
    pytester.makepyfile(source)
    pytester.runpytest_subprocess(*SELLERS).assert_outcomes(passed=len(re.findall(r"^def test_", source, re.MULTILINE)))
