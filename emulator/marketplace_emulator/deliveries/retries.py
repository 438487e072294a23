"""When a message that was not delivered is sent again: AWS's phases of retries, in data, by the emulator's clock."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from marketplace_emulator.fidelity import imitates

_GUIDE = "SNS developer guide, message delivery retries"
imitates(__name__, "A message to an HTTP endpoint is sent again 3 times, 20 s apart, and is then lost.", "doc", _GUIDE)
imitates(
    __name__,
    "A message to a service of AWS is sent again 3 times at once, 2 times 1 s apart, 10 times with a back-off from 1 s to "
    "20 s, and 100,000 times 20 s apart.",
    "doc",
    _GUIDE,
)
imitates(
    __name__,
    "The back-off grows evenly from one retry to the next, without jitter. An event of EventBridge is sent again as a message "
    "of SNS is.",
    "assumed",
    "the guide has a curve without numbers; EventBridge's own guide says for 24 hours and up to 185 times",
)


class Phase(msgspec.Struct, frozen=True):
    """This many retries: the first `first` seconds after the attempt before it, the last `last` seconds."""

    retries: int
    first: float
    last: float


ENDPOINT = (Phase(3, 20, 20),)
"""To an HTTP endpoint of the customer."""
AWS_SERVICE = (Phase(3, 0, 0), Phase(2, 1, 1), Phase(10, 1, 20), Phase(100_000, 20, 20))
"""To a service of AWS."""


def delay(phases: Sequence[Phase], attempts: int) -> float | None:
    """Return how many seconds after an attempt, of which there were so many, comes the next; None if the message is lost."""
    left = attempts
    for each in phases:
        if left <= each.retries:
            share = (left - 1) / (each.retries - 1) if each.retries > 1 else 0.0
            return each.first + (each.last - each.first) * share
        left -= each.retries
    return None
