"""What the kit needs from a subject: connections to it, its output, and whether it is alive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

import httpx

from marketplace_contracts.interleaving import Interleaving
from marketplace_contracts.settings import Settings
from marketplace_emulator import imitates

ATTRIBUTE = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*:[A-Za-z_]\w*(?:\.\w+)*")
"""The name of a Python application or handler: package.module:attribute."""
NODE_FILE = re.compile(r"\.(?:mjs|cjs|js):")
ORIGIN = "https://localhost"
"""The origin of a subject without a URL; frameworks accept this host by default, and buyers come by https."""
BEHIND_TLS = {"X-Forwarded-Proto": "https"}
"""What the front end before a server at a URL adds to each request: it ends TLS, and frameworks that trust it know that."""
BEHIND_A_FRONT = {**BEHIND_TLS, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Port": "443"}
"""What it adds for a subject without a URL. A server at a URL has a port of its own in its address."""
imitates(
    __name__,
    "Each request has `X-Forwarded-Proto: https`, whatever the scheme of the subject's URL; a subject without a URL also gets "
    "`X-Forwarded-For` and `X-Forwarded-Port`.",
    "doc",
    "Elastic Load Balancing user guide, HTTP headers and Application Load Balancers; other front ends do the same",
)


class Unreachable(Exception):
    """The subject cannot be reached or started; the text says what was tried and what to do."""


class Subject(Protocol):
    """An integration under test."""

    kind: str
    url: str
    concurrent: bool
    forwarded: Mapping[str, str]
    """The headers that the front end before it adds to each request."""
    events: tuple[str, ...]
    interleaving: Interleaving | None
    """The kinds of event that it may be called with; a single empty name if it is no Lambda handler."""

    def connections(self) -> AbstractContextManager[httpx.BaseTransport]:
        """Open connections of their own for one browser, which are closed at the end of the block."""

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Use this kind of event from now on, with bodies in base64 or not (None: as usual); return the previous kind."""

    def misunderstands(self) -> str:
        """Return why it understood none of the events that it was called with, after one of each kind; else an empty string."""

    def restarted(self) -> str | None:
        """Return why it had to be restarted since the last call, or None."""

    def output(self, since: int = 0) -> str | None:
        """Return what it wrote to its output and log, or only what it wrote after a size; None if the kit cannot see that."""

    def written(self) -> int:
        """Return the size of its output so far."""

    def lost(self) -> str | None:
        """Return why it no longer answers, or None; start it again if possible."""

    def close(self) -> None:
        """Stop it and its children, if the kit started it."""


class Kind(Subject, Protocol):
    """A kind of subject. `started` says whether the kit starts the subject and so sets its environment."""

    started: bool

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None: ...

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Return whether the subject that the settings name is of this kind."""


def at_a_url(settings: Settings) -> bool:
    """Return whether the subject is a server at a URL."""
    return settings.interface == "auto" and settings.subject.startswith(("http://", "https://"))


def names_a_handler(settings: Settings) -> bool:
    """Return whether the subject is a Lambda handler by its name: in a Node file, or called handler; or a front is named."""
    name = settings.subject
    python = bool(ATTRIBUTE.fullmatch(name)) and (name.endswith("handler") or settings.front is not None)
    return bool(NODE_FILE.search(name)) or python
