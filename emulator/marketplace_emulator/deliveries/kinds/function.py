"""A function of the Python program that the emulator runs in; it is called with each message, decoded from JSON.

An exception is a failed attempt, as an answer with status 500 is.
"""

from __future__ import annotations

import secrets
import traceback
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from marketplace_emulator.deliveries import retries
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.store.problems import Conflict

RETRIES = retries.ENDPOINT
_FUNCTIONS: dict[str, Callable[[Any], object]] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The function's key in its process."""

    function: Annotated[str, Meta(description="given by Marketplace.subscribe")] = ""


def register(function: Callable[[Any], object]) -> str:
    """Keep a function of this process, and return its key."""
    key = secrets.token_hex(8)
    _FUNCTIONS[key] = function
    return key


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a function that is not in this process."""
    if settings.function not in _FUNCTIONS:
        raise Conflict(
            f"the function {target!r} is not in the process of the emulator; subscribe it there by "
            "Marketplace().subscribe(function), or give kind http and a URL"
        )


def address(target: str, settings: Settings) -> None:
    """Return None: nothing is called by a URL."""


def is_here(target: str, settings: Settings) -> bool:
    """Say whether this process has the function."""
    return settings.function in _FUNCTIONS


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Call the function."""
    try:
        answer = _FUNCTIONS[settings.function](msgspec.json.decode(message.body))
    except Exception as problem:
        where = "".join(traceback.format_exception(problem)[-3:])
        return Outcome("again", f"raised {type(problem).__name__}", where)
    return Outcome("delivered", "returned", None if answer is None else repr(answer))
