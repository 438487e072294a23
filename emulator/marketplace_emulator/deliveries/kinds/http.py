"""An HTTP endpoint that gets the plain message, as an API destination of EventBridge does."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from marketplace_emulator.deliveries import retries, targets
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.deliveries.outcome import Outcome
from marketplace_emulator.events import CHANNELS
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store.problems import Conflict

imitates(
    __name__,
    "An API destination posts the event as it is, as application/json, with the header that holds the seller's secret.",
    "doc",
    "EventBridge guide, API destinations and connections",
)

RETRIES = retries.ENDPOINT
SECRETS = ("headers",)
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_OURS = ("content-length", "content-type", "host", "transfer-encoding", "connection")


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Headers of each request, such as the secret of an API destination; listings show their values shortened."""

    headers: Annotated[dict[str, str], Meta(description="such as {x-api-key: SECRET}")] = msgspec.field(
        default_factory=dict
    )


def proven_channels(settings: Settings) -> tuple[str, ...]:
    """Return all channels if there are headers: one of them is the secret that proves that AWS sent the request."""
    return CHANNELS if settings.headers else ()


def check(target: str, settings: Settings) -> None:
    """Raise Conflict for a header that cannot be sent."""
    for name, value in settings.headers.items():
        if _NAME.fullmatch(name) is None or name.lower() in _OURS:
            raise Conflict(f"{name!r} is no header that can be set; give another, such as x-api-key or authorization")
        if not value.isascii() or not value.isprintable():
            raise Conflict(f"the value of the header {name} has characters that no header can hold; give ASCII")
    targets.host_of(target)


def address(target: str, settings: Settings) -> str:
    """Return the URL that is called."""
    return target


def send(message: Message, target: str, settings: Settings, timeout: float) -> Outcome:
    """Post the message."""
    from marketplace_emulator.deliveries import http_client

    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Amazon/EventBridge/ApiDestinations",
        **(settings.headers if message.proven else {name: _wrong(value) for name, value in settings.headers.items()}),
    }
    return http_client.post(target, message.body.encode(), headers, timeout, message.allowed)


def _wrong(value: str) -> str:
    """Return another value of the same length."""
    return value[:-1] + ("x" if value[-1:] != "x" else "y")
