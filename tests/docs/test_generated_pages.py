"""The generated pages match the code."""

from __future__ import annotations

import pytest

from docs.generate import HERE, PAGES
from marketplace_emulator import fidelity
from marketplace_emulator.catalogue import by_name
from marketplace_emulator.errors import named
from marketplace_emulator.operations import HERE as OPERATIONS
from marketplace_emulator.readings import READINGS


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_is_current(name: str) -> None:
    assert (HERE / name).read_text(encoding="utf-8") == PAGES[name](), "write it anew: make docs"


def test_every_mark_has_a_source() -> None:
    PAGES["fidelity.md"]()
    for behaviour in fidelity.BEHAVIOURS:
        assert behaviour.source, behaviour
    for reading in READINGS.values():
        assert set(reading.sources) == set(reading.marks)
        assert len(reading.alternatives) > 1


def test_every_operation_that_lives_here_has_a_mark() -> None:
    PAGES["fidelity.md"]()
    marked = {behaviour.module for behaviour in fidelity.BEHAVIOURS}
    for name, operation in OPERATIONS.items():
        assert operation.answer.__module__ in marked, name


def test_every_declared_error_has_the_status_of_the_model_and_a_message() -> None:
    for name, operation in by_name().items():
        for code in operation.errors:
            shape = operation.service.shapes[code]
            expected = shape.get("error", {}).get("httpStatusCode", 500 if shape.get("fault") else 400)
            error = named(code, operation=name, account="111122223333")
            assert (error.code, error.status) == (code, expected)
            assert str(error) or not shape.get("documentation"), code


def test_an_unknown_mark_is_refused() -> None:
    with pytest.raises(ValueError, match="one of doc, seen, assumed"):
        fidelity.imitates("x", "y", "sure", "z")  # type: ignore[arg-type]
