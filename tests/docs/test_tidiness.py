"""The project's own style rules: short files, documented names, and a short page about the architecture."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("emulator", "contract_tests") for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            # A method, or a function of one statement, needs a docstring only where its name does not say it all.
            statements = [part for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)]
            assert (isinstance(node, ast.FunctionDef) and len(statements) == 1) or ast.get_docstring(node), (
                f"{node.name} has no docstring"
            )


def test_no_file_is_a_drawer() -> None:
    drawers = {"utils", "helpers", "core", "common", "base", "manager", "impl", "types", "misc"}
    assert [str(path) for path in SOURCES if path.stem in drawers] == []


def test_architecture_fits_on_eighty_lines() -> None:
    assert len((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()) <= 80
