"""What AWS tells the seller about an agreement: one file for each message, found by its name.

A file has `TYPE`, AWS's name of the message, `CHANNEL`, which is sns or eventbridge, and `body(facts)`, which returns the
members of the message. `outbox` plans events and emits them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType

_NOT_EVENTS = ("eventbridge", "facts", "outbox", "planned", "rendering", "sns")


def _discover() -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for each in pkgutil.iter_modules(__path__):
        if each.name in _NOT_EVENTS:
            continue
        module = importlib.import_module(f"{__name__}.{each.name}")
        for name in ("TYPE", "CHANNEL", "body"):
            if not hasattr(module, name):
                raise ImportError(f"events/{each.name}.py has no {name}; expected TYPE, CHANNEL and body(facts)")
        found[module.TYPE] = module
    return found


EVENTS: Mapping[str, ModuleType] = _discover()
"""The module of each message, by AWS's name of it."""
