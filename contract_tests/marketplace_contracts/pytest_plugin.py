"""The door to the kit for pytest: it stays shut, and costs nothing, unless the contracts are asked for by name."""

from __future__ import annotations

from typing import Any


def pytest_load_initial_conftests(early_config: Any, args: list[str]) -> None:
    """Bring in the kit's options and fixtures when `marketplace_contracts` is among the arguments."""
    if any(arg.partition("::")[0].partition(".")[0] == "marketplace_contracts" for arg in args):
        from marketplace_contracts import pytest_contracts

        early_config.pluginmanager.register(pytest_contracts, "marketplace-contracts-run")
