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
    died: str | None
    """Why it had to be started again; who has told it takes it away."""
    events: tuple[str, ...]
    event: str
    encoded: bool | None
    """The kinds of event that it is called with, the present one, and whether its bodies are in base64; Lambda's alone."""

    def output(self) -> str | None:
        """Give all that it wrote to its output and log so far; None where that cannot be seen."""

    def lost(self) -> str | None:
        """Say why it cannot be asked any more, or None where it can; start it again where that is possible."""

    def close(self) -> None:
        """Stop it, and whatever it started, if the kit started it."""
