"""The outcome of a contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marketplace_contracts.contract import Contract
from marketplace_contracts.story import Story


@dataclass(frozen=True)
class Verdict:
    """The outcome; `reason` says why the contract is broken, or what is missing to verify it.

    `cause` is the id of the contract that reports why this one could not be verified, if one does. `hindered` says that the
    subject kept the kit from trying it.
    """

    contract: Contract
    verdict: Literal["holds", "broken", "not_verified"]
    reason: str = ""
    story: Story | None = None
    expected: str = ""
    seconds: float = 0.0
    cause: str = ""
    hindered: bool = False
