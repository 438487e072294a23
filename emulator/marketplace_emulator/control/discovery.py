"""Finding the resources of the control API: one file each, with its routes."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from marketplace_emulator.control.route import Route, routes_in

PREFIX = "/_emulator"
_NOT_RESOURCES = ("csv_answer", "discovery", "exchange_body", "exchange", "incoming", "page", "problem", "route")


def discover() -> list[Route]:
    """List the routes of all resources; raise ImportError if two share a method and path."""
    found: dict[tuple[str, str], Route] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name in _NOT_RESOURCES:
            continue
        declared = routes_in(importlib.import_module(f"{__package__}.{module.name}"))
        if not declared:
            raise ImportError(
                f"control/{module.name}.py declares no route; expected a function with @route, or the file among those in "
                "control/discovery.py that are not resources"
            )
        for each in declared:
            twin = found.setdefault((each.method, each.path), each)
            if twin is not each:
                raise ImportError(
                    f"{each.method} {each.path} is both {twin.handler.__module__}.{twin.handler.__name__} and "
                    f"{each.handler.__module__}.{each.handler.__name__}"
                )
    return list(found.values())
