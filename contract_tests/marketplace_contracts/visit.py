"""One visit of a buyer: what the browser got, and what the subject asked AWS meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marketplace_contracts.answer import Answer, Hop


@dataclass(frozen=True)
class Visit:
    """A buyer's visit: the answer, what the subject asked AWS meanwhile, and all hops, also those before the driver's answer.

    `resolved` are the hops from the one on in which AWS answered ok. `posted` is what came of a form that the kit altered.
    It was `later` if a later step than that form asked AWS, and `invented` if no page had handed the token over to that step.
    `trouble` is why the driver could not go on; the answer is then the last one that the browser got. `error` is what the
    subject's log names if AWS was not asked.
    """

    answer: Answer
    asked: list[dict[str, Any]]
    form: Mapping[str, str]
    hops: tuple[Hop, ...] = ()
    resolved: tuple[Hop, ...] = ()
    posted: Answer | None = None
    later: bool = False
    invented: bool = False
    trouble: str = ""
    error: str = ""

    @property
    def outcome(self) -> str:
        """What AWS answered last, or `not asked`."""
        return str(self.asked[-1]["outcome"]) if self.asked else "not asked"
