"""The page on mutants quotes the Flask example as it is now; `make mutants` checks that the mutants survive."""

from __future__ import annotations

from tests.mutants.__main__ import ROOT, accounted


def test_every_line_on_the_page_is_in_the_example() -> None:
    source = "".join(file.read_text("utf-8") for file in sorted((ROOT / "examples/flask_app").glob("*.py")))
    rows = accounted()
    assert len(rows) > 100
    assert [line for line, _ in rows if bare(line.strip("`").replace("\\|", "|")) not in bare(source)] == []


def bare(text: str) -> str:
    """Remove all spaces, because the page joins several lines into one."""
    return "".join(text.split())
