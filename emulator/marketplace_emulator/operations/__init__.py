"""The operations that live here: one file each, its name is its registration.

`resolve_customer.py` holds `resolve_customer(world, call) -> dict`, which answers ResolveCustomer. It takes members that
were held against the shape, returns the members of the result, or raises an AwsError.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from marketplace_emulator import catalogue

if TYPE_CHECKING:
    from marketplace_emulator.call import Call
    from marketplace_emulator.world import World

Answering = Callable[["World", "Call"], dict[str, Any]]


def _discover() -> dict[str, Answering]:
    found: dict[str, Answering] = {}
    for module in pkgutil.iter_modules(__path__):
        name = "".join(part.capitalize() for part in module.name.split("_"))
        if name not in catalogue.by_name():
            raise ImportError(f"operations/{module.name}.py would answer {name}, which no AWS Marketplace service has")
        answering = getattr(importlib.import_module(f"{__name__}.{module.name}"), module.name, None)
        if not callable(answering):
            raise ImportError(f"operations/{module.name}.py has no function {module.name}(world, call)")
        found[name] = answering
    return found


HERE = _discover()
"""The operations by AWS's name."""
