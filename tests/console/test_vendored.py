"""The console carries idiomorph as its package on npm has it, with its licence."""

from __future__ import annotations

import json
from pathlib import Path

from marketplace_emulator.console.rendering import STATIC
from tests.npm import installed


def test_what_is_carried_is_what_npm_has() -> None:
    package = installed(Path(__file__).parent / "vendored") / "node_modules" / "idiomorph"
    version = json.loads((package / "package.json").read_text())["version"]
    for ours, theirs in (
        (f"idiomorph-{version}.esm.js", "dist/idiomorph.esm.js"),
        (f"idiomorph-{version}.LICENSE.txt", "LICENSE"),
    ):
        assert (STATIC / ours).read_bytes() == (package / theirs).read_bytes()
