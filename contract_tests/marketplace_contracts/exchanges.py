"""What the subject asked AWS: the kit's position in the emulator's journal."""

from __future__ import annotations

from collections import Counter
from typing import Any

from marketplace_contracts.emulator import Emulator


class Exchanges:
    """Reads the journal from the start of the run. `others` are the exchanges of operations other than ResolveCustomer.

    `refused` says how often AWS has called each token invalid since then.
    """

    def __init__(self, marketplace: Emulator) -> None:
        self._marketplace = marketplace
        self.before: int = marketplace.request("GET", "/exchanges?newest=true&limit=1")["last"]
        """The number of the last exchange before the run."""
        self._seen = self.before
        self._late = True
        self.others: list[dict[str, Any]] = []
        self._unanswered: dict[str, None] = {}
        self.refused = Counter[str]()

    def new(self) -> list[dict[str, Any]]:
        """Return the ResolveCustomer exchanges since the last call."""
        found: list[Any] = [*self._marketplace.exchanges(cursor=self._seen)]
        if found:
            self._seen = found[-1]["id"]
        self.others += [each for each in found if each["operation"] != "ResolveCustomer"]
        self._unanswered |= dict.fromkeys(
            str(each["operation"]) for each in found if each["outcome"] == "NotImplementedByEmulator"
        )
        resolves = [each for each in found if each["operation"] == "ResolveCustomer"]
        self.refused.update(str(each["token"]) for each in resolves if each["outcome"] == "InvalidTokenException")
        return resolves

    @property
    def unanswered(self) -> str:
        """Say which operations the subject called that the emulator does not answer yet; empty if there are none."""
        if not self._unanswered:
            return ""
        return f"the subject also calls {' and '.join(self._unanswered)}, which the emulator does not answer yet"

    def visit_begins(self) -> None:
        """Skip late calls if the buyer gave up on the last visit."""
        if self._late:
            self.new()

    def visit_ends(self, *, given_up: bool) -> None:
        """Note whether the buyer gave up, in which case the subject may still call AWS."""
        self._late = given_up

    def forget_others(self) -> None:
        """Drop the exchanges of other operations collected so far."""
        self.others.clear()
