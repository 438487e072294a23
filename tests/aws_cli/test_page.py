"""The documentation's console blocks print the output that they show."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace

PAGE = Path(__file__).parents[2] / "docs" / "aws-command.md"
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_a_console_block_prints_what_it_says(block: str, served: Marketplace, tmp_path: Path) -> None:
    """Run the commands of a block as written, on the default world; blocks share only their files."""
    steps = [(step.partition("\n")[0], step.partition("\n")[2]) for step in block.split("$ ", 1)[1].split("\n$ ")]
    program = f"{shlex.quote(sys.executable)} -m marketplace_emulator"
    for command, printed in steps:
        done = subprocess.run(
            ["bash", "-c", command.replace("marketplace-emulator", program, 1)],
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(tmp_path),
                "TOKEN": served.mint_token(),
                "MARKETPLACE_EMULATOR_URL": served.url,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.stdout + done.stderr).rstrip("\n") == printed.rstrip("\n"), command
