"""The pytest plugin that loads the kit, only if `--pyargs` names `marketplace_contracts`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> Generator[None, Any, Any]:
    """Add the kit's options and fixtures if `--pyargs` is given and names `marketplace_contracts`.

    The kit comes last, so that an option's short name stays with the plugin or conftest that already has it.
    """
    loaded = yield
    given = early_config.known_args_namespace
    if given.pyargs and any(_module(each) == "marketplace_contracts" for each in given.file_or_dir or ()):
        from marketplace_contracts import pytest_contracts

        early_config.pluginmanager.register(pytest_contracts, "marketplace-contracts-run")
    return loaded


def _module(argument: str) -> str:
    return argument.partition("::")[0].partition(".")[0]
