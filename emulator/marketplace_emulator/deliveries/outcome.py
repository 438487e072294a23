"""What became of an attempt to deliver a message."""

from __future__ import annotations

from typing import Literal

import msgspec

from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "An endpoint has 15 seconds to answer. An answer of 2xx has taken the message; after 429, 5xx or no answer it is sent again; "
    "any other, a redirect too, is final.",
    "assumed",
    "the SNS developer guide tells of the 15 seconds; of the statuses nobody published all",
)


class Outcome(msgspec.Struct, frozen=True):
    """Whether the message was delivered, is sent again, or is lost; a word or two for people, and what was answered.

    `timed_out` says that the target did not answer in time.
    """

    became: Literal["delivered", "again", "lost"]
    said: str
    answer: str | None = None
    timed_out: bool = False


def of_status(status: int, said: str, answer: str | None = None) -> Outcome:
    """Judge an HTTP status: 2xx is delivered, 429 and 5xx are sent again, all others are lost."""
    if 200 <= status < 300:
        return Outcome("delivered", said, answer)
    return Outcome("again" if status == 429 or status >= 500 else "lost", said, answer)
