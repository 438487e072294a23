"""One name, one thing: no two modules, classes or functions of the kit share a name."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import marketplace_contracts

FOLDER = Path(marketplace_contracts.__file__).parent


def named() -> Iterator[tuple[str, Path]]:
    """Yield the names of modules, and of the classes and functions in them, without leading underscores."""
    for file in sorted(FOLDER.rglob("*.py")):
        yield (file.parent.name if file.stem == "__init__" else file.stem), file
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name.lstrip("_"), file


def test_no_two_things_have_one_name() -> None:
    """A module may share its name with its content, and a fixture with the module whose object it returns."""
    files = defaultdict(set)
    for name, file in named():
        if (name, file.name) != ("kit", "pytest_contracts.py"):
            files[name].add(str(file.relative_to(FOLDER)))
    assert {name: found for name, found in files.items() if len(found) > 1} == {}
