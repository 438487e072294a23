"""What a kind of subscription is; each is a file of kinds/, found by its name.

A kind's file has
- `Settings`: its own members as a user writes them, a frozen msgspec.Struct that forbids unknown fields;
- `check(target, settings)`: raise Conflict for a target or settings with which nothing can be sent;
- `address(target, settings)`: the URL that is called, whose host must be allowed; None if nothing is called by a URL;
- `send(message, target, settings, timeout)`: make one attempt, within `timeout` seconds, and return its Outcome. It runs on
  a thread of its own, outside every transaction;
- `RETRIES`: when a message is sent again, a row of `retries.py`.

A kind may have `channel(settings)`: the only channel whose events it takes, or None; `proven_channels(settings)`: the channels
whose messages prove that AWS sent them, by a signature or a secret (none without it); `CONFIRMS`: the target must confirm its
subscription, as SNS's endpoints do, before it gets any event; `SECRETS`: the settings that listings show shortened; and
`is_here(target, settings)`: whether this process can send.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any, Protocol, cast

import msgspec

from marketplace_emulator.deliveries import kinds as package
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.deliveries.retries import Phase

_NEEDED = ("Settings", "check", "address", "send", "RETRIES")


class Kind(Protocol):
    """The module of a kind."""

    Settings: type[msgspec.Struct]
    check: Callable[[str, Any], None]
    address: Callable[[str, Any], str | None]
    send: Callable[[Message, str, Any, float], Outcome]
    RETRIES: tuple[Phase, ...]


def check(name: str, module: ModuleType) -> None:
    """Raise ImportError if a file of kinds/ is not one, and say what was expected."""
    for needed in _NEEDED:
        if not hasattr(module, needed):
            raise ImportError(f"deliveries/kinds/{name}.py has no {needed}; expected what deliveries/kind.py lists")


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the module of each kind, by name; they are imported at the first use, so that `serve` starts faster."""
    found: dict[str, Kind] = {}
    for each in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{each.name}")
        check(each.name, module)
        found[each.name] = cast(Kind, module)
    return found
