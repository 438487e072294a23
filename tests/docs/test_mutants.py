"""The page of mutants speaks of the Flask example as it is; that they survive is seen by `make mutants`."""

from __future__ import annotations

from tests.mutants.__main__ import ROOT, accounted


def test_every_line_on_the_page_stands_in_the_example() -> None:
    source = "".join(file.read_text("utf-8") for file in sorted((ROOT / "examples/flask_app").glob("*.py")))
    rows = accounted()
    assert len(rows) > 100
    assert [line for line, _ in rows if bare(line.strip("`").replace("\\|", "|")) not in bare(source)] == []


def bare(text: str) -> str:
    """Leave out all spaces: the page has a line of several in one."""
    return "".join(text.split())
