"""What the kit needs of a subject: a transport that reaches it, what it wrote, and whether it lives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

import httpx

from marketplace_contracts.settings import Settings

ATTRIBUTE = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*:[A-Za-z_]\w*(?:\.\w+)*")
"""How an application or a handler in Python is named: package.module:attribute."""
ORIGIN = "http://localhost"
"""Where a browser is told that it is if requests never leave this machine: frameworks take this host by default."""


class Unreachable(Exception):
    """The subject cannot be reached or started; the text says what was tried and what to do."""


class Subject(Protocol):
    """An integration under test."""

    kind: str
    url: str
    transport: httpx.BaseTransport
    concurrent: bool
    events: tuple[str, ...]
    """The kinds of event that it may be called by; one without a name where it is no Lambda handler."""

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Call it by this kind of event from now on, bodies in base64 or not (None: as usual); answer with the last kind."""

    def restarted(self) -> str | None:
        """Say why it had to be started again since this was last asked, or None."""

    def output(self) -> str | None:
        """Give all that it wrote to its output and log so far; None where that cannot be seen."""

    def lost(self) -> str | None:
        """Say why it cannot be asked any more, or None where it can; start it again where that is possible."""

    def close(self) -> None:
        """Stop it, and whatever it started, if the kit started it."""


class Kind(Subject, Protocol):
    """A kind of subject, as a file of `subjects` has it. `started` says whether the kit starts it, and so sets its environment."""

    started: bool

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None: ...

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Say whether the subject of the settings is of this kind, by its name and by how it is to be called."""


def at_a_url(settings: Settings) -> bool:
    """Say whether the subject is a server at a URL."""
    return settings.interface == "auto" and settings.subject.startswith(("http://", "https://"))
