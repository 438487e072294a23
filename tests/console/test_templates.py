"""Templates, styles and scripts fit together: no class is without a use, and a part of a page comes with its files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from marketplace_emulator.console.rendering import HERE, STATIC, dollars

TEMPLATES = sorted((HERE / "templates").glob("*.html"))
SCRIPTS = [each for each in STATIC.glob("*.js") if "idiomorph" not in each.name]
COMMENT, BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"\{[^{}]*\}")
CLASS = re.compile(r"\.([a-z][a-z-]*)")
LINES = 150
"""The most lines of a script."""


def text(files: Iterable[Path]) -> str:
    """Return what is in files."""
    return "\n".join(each.read_text() for each in files)


def styled() -> set[str]:
    """Return the classes for which there are styles."""
    return set(CLASS.findall(BLOCK.sub("{}", COMMENT.sub("", text(STATIC.glob("*.css"))))))


def used() -> set[str]:
    """Return the classes that templates and scripts give to elements."""
    given = [re.sub(r"\{[{%].*?[%}]\}", " ", each) for each in re.findall(r'class="([^"]*)"', text(TEMPLATES))]
    return {each for one in (*given, *re.findall(r'className = "([^"]*)"', text(SCRIPTS))) for each in one.split()}


def test_each_style_is_for_a_class_that_a_page_has() -> None:
    assert styled() - used() == set()


def test_each_class_has_a_style_or_is_known_to_a_script() -> None:
    known = set(CLASS.findall("".join(re.findall(r'"[^"\n]*"', text(SCRIPTS)))))
    assert used() - styled() - known == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda each: each.stem)
def test_a_page_with_a_sequence_has_its_style_and_script(template: Path) -> None:
    page = template.read_text()
    if "{{ sequence(" in page:
        assert "static('timeline.css')" in page
        assert "static('timeline.js')" in page


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda each: each.stem)
def test_a_script_is_short_and_says_what_it_is_for(script: Path) -> None:
    lines = script.read_text().splitlines()
    assert lines[0].startswith("// ")
    assert len(lines) <= LINES


@pytest.mark.parametrize(
    ("amount", "shown"), [("68.3", "$68.30"), ("0.0004", "$0.0004"), ("7", "$7.00"), ("1234567.5", "$1,234,567.50")]
)
def test_an_amount_has_cents(amount: str, shown: str) -> None:
    assert dollars(amount) == shown
