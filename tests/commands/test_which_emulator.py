"""Which emulator a command asks, and what it says if none answers."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main


def test_without_an_emulator_the_next_step_is_named() -> None:
    answer = CliRunner().invoke(main, ["token", "mint", "--url", "http://127.0.0.1:9"])
    assert answer.exit_code == 1
    assert "no emulator answers at http://127.0.0.1:9" in answer.stderr
    assert "marketplace-emulator serve" in answer.stderr


def test_the_url_option_goes_before_the_environment(served: Marketplace) -> None:
    command = [sys.executable, "-m", "marketplace_emulator", "token", "mint", "--url", served.url]
    answer = subprocess.run(
        command, env={"MARKETPLACE_EMULATOR_URL": "http://127.0.0.1:9"}, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, len(answer.stdout.strip())) == (0, 184), answer.stderr
