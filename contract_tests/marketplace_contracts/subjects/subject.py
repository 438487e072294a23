"""What the kit needs of a subject: a transport that reaches it, what it wrote, and whether it lives."""

from __future__ import annotations

from typing import Protocol

import httpx


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
