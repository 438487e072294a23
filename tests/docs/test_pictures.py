"""The pictures of the console are as new as its pages, small, and shown with a sentence about each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.pictures.console import FOLDER, Console, opened

PAGE = Path(__file__).parents[2] / "docs" / "console.md"
SHOWN = re.findall(r"!\[([^\]]+)\]\(console/([\w-]+)\.png\)", PAGE.read_text(encoding="utf-8"))
LARGEST = 150_000


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    """The console of the pictured world."""
    with opened() as console:
        yield console


def test_pictures_show_the_pages_as_they_are_now(console: Console) -> None:
    assert [each.name for each in console.older()] == [], (
        "these pictures are older than their pages; draw them anew: make screenshots"
    )


def test_each_picture_is_small_and_stands_on_the_page_with_its_text(console: Console) -> None:
    names = sorted(each.name for each in console.pictures)
    assert sorted(name for _, name in SHOWN) == names
    assert sorted(each.stem for each in FOLDER.glob("*.png")) == names
    assert all((FOLDER / f"{name}.png").stat().st_size <= LARGEST for name in names)
