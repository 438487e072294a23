"""A function of the Python program that the emulator runs in; it is called with each message, decoded from JSON.

It may be a coroutine function. With a `trigger` it is called as AWS Lambda calls a function, with an event and a context. An
exception is a failed attempt, as an answer with status 500 is. A function may move the clock; the clock then waits for all
subscriptions but the function's own.
"""

from __future__ import annotations

import asyncio
import inspect
import secrets
import traceback
from collections.abc import Callable, Iterable
from typing import Annotated

import msgspec
from msgspec import Meta

from marketplace_emulator.deliveries import lambda_call, retries
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.events import CHANNELS
from marketplace_emulator.store.problems import Conflict

RETRIES = retries.ENDPOINT
_FUNCTIONS: dict[str, Callable[..., object]] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The function's key in its process; `trigger` says that it is a Lambda function, and what calls it."""

    function: Annotated[str, Meta(description="given by Marketplace.subscribe")] = ""
    trigger: lambda_call.Trigger | None = None


def register(function: Callable[..., object]) -> str:
    """Keep a function of this process, and return its key."""
    key = secrets.token_hex(8)
    _FUNCTIONS[key] = function
    return key


def forget(keys: Iterable[str]) -> None:
    """Keep the functions with these keys no longer."""
    for each in keys:
        _FUNCTIONS.pop(each, None)


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a function that is not in this process."""
    if settings.function not in _FUNCTIONS:
        raise Conflict(
            f"the function {target!r} is not in the process of the emulator; subscribe it there by "
            "Marketplace().subscribe(function), or give kind http and a URL"
        )


def channel(settings: Settings) -> str | None:
    """Return eventbridge for a function that a rule of EventBridge calls."""
    return "eventbridge" if settings.trigger == "eventbridge" else None


def proven_channels(settings: Settings) -> tuple[str, ...]:
    """Return the channels whose messages are signed: all that a topic sends, and SNS's in a queue."""
    return {"sns": CHANNELS, "sqs": ("sns",)}.get(settings.trigger or "", ())


def address(target: str, settings: Settings) -> None:
    """Return None: nothing is called by a URL."""


def is_here(target: str, settings: Settings) -> bool:
    """Say whether this process has the function."""
    return settings.function in _FUNCTIONS


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Call the function."""
    try:
        answer = _call(_FUNCTIONS[settings.function], message, settings.trigger, timeout)
    except Exception as problem:
        where = "".join(traceback.format_exception(problem)[-3:])
        return Outcome("again", f"raised {type(problem).__name__}", where)
    told = None if answer is None else repr(answer)
    if settings.trigger is not None and lambda_call.failed(message, settings.trigger, answer):
        return Outcome("again", "reported the message as failed", told)
    return Outcome("delivered", "returned", told)


def _call(
    function: Callable[..., object], message: Message, trigger: lambda_call.Trigger | None, timeout: float
) -> object:
    if trigger is None:
        answer = function(msgspec.json.decode(message.body))
    else:
        answer = function(lambda_call.event(message, trigger), lambda_call.context(message, timeout))
    return asyncio.run(answer) if inspect.iscoroutine(answer) else answer
