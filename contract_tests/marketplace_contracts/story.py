"""What happened between buyer, subject and AWS, in steps that a person can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_VISIBLE = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
"""Control characters as visible symbols, so that a subject's output cannot control a terminal."""

BUYER, SUBJECT, AWS, STORE, KIT = "buyer", "subject", "aws", "stored", "kit"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who did what to whom."""

    who: str
    whom: str
    what: str


@dataclass(slots=True)
class Story:
    """The steps of one case, in order."""

    steps: list[Step] = field(default_factory=list)

    def add(self, who: str, whom: str, what: str) -> None:
        self.steps.append(Step(who, whom, what.translate(_VISIBLE)))


class Broken(Exception):
    """The subject broke the contract: what was expected, what was seen instead, and the story."""

    def __init__(self, story: Story, expected: str, seen: str) -> None:
        super().__init__(f"expected {expected}; {seen}")
        self.story, self.expected, self.seen = story, expected, seen
        self.drawn: Mapping[str, Any] = {}
        """The drawn values with which it was broken."""


def deferred(reason: str, cause: str) -> str:
    """Add the contract that reports the cause to a reason, if there is one."""
    return f"{reason}; see {cause}" if cause else reason


class NotVerified(Exception):
    """The contract could not be judged; the text says what is missing to judge it.

    `cause` is the id of the contract that reports why, if one does. `hindered` says that the subject kept the kit from trying.
    """

    def __init__(self, reason: str, cause: str = "", *, hindered: bool = False) -> None:
        super().__init__(deferred(reason, cause))
        self.cause, self.hindered = cause, hindered


class DriverFailed(NotVerified):
    """The driver could not walk on; the text says why."""


class SubjectLost(Exception):
    """The subject no longer answers at all; the text says what was tried."""


class Died(Exception):
    """The subject died during the case and was started again; the text has its last output."""

    def __init__(self, story: Story, reason: str) -> None:
        super().__init__(reason)
        self.story = story


def short(text: str, limit: int = 120) -> str:
    """Shorten a long text by leaving out its middle."""
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return f"{text[:half]} … {text[-half:]}"
