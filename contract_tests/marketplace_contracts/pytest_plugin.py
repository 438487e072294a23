"""The door to the kit for pytest: it stays shut, and costs nothing, unless the contracts are asked for by name."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, Any, Any]:
    """Add the kit's options and fixtures if `marketplace_contracts` is among the arguments.

    The kit comes last: an option's short name belongs to whatever plugin or conftest has it already.
    """
    loaded = yield
    named = [word for before, word in pairwise(("", *args)) if before != "-p"]
    if any(word.partition("::")[0].partition(".")[0] == "marketplace_contracts" for word in named):
        from marketplace_contracts import pytest_contracts

        early_config.pluginmanager.register(pytest_contracts, "marketplace-contracts-run")
    return loaded
