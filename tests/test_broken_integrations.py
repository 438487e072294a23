"""The broken integrations are what the kill matrix needs: many, small, each with one named mistake of a known family."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

from tests import broken_integrations

FAMILIES = {"reading", "failures", "identity", "product", "replay", "leaks", "buyer"}
NAMES = sorted(module.name for module in pkgutil.iter_modules(broken_integrations.__path__))


@pytest.fixture(params=NAMES)
def broken(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"tests.broken_integrations.{request.param}")


def test_there_are_forty_and_each_family_has_some() -> None:
    families = [importlib.import_module(f"tests.broken_integrations.{name}").FAMILY for name in NAMES]
    assert len(families) >= 40
    assert set(families) == FAMILIES


def test_each_names_its_mistake_in_a_sentence(broken: ModuleType) -> None:
    assert broken.__doc__ is not None
    assert broken.__doc__.endswith(".")
    assert "\n" not in broken.__doc__


def test_each_is_an_application_or_a_handler_of_a_few_lines(broken: ModuleType) -> None:
    assert hasattr(broken, "app") != hasattr(broken, "handler")
    assert broken.__file__ is not None
    assert len(Path(broken.__file__).read_text().splitlines()) <= 45
