"""The pytest plugin that loads the kit, only if pytest's arguments name `marketplace_contracts`."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, Any, Any]:
    """Add the kit's options and fixtures if `marketplace_contracts` is among the arguments.

    The kit comes last, so that an option's short name stays with the plugin or conftest that already has it.
    """
    loaded = yield
    named = [word for before, word in pairwise(("", *args)) if before != "-p"]
    if any(word.partition("::")[0].partition(".")[0] == "marketplace_contracts" for word in named):
        from marketplace_contracts import pytest_contracts

        early_config.pluginmanager.register(pytest_contracts, "marketplace-contracts-run")
    return loaded
