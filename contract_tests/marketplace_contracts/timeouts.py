"""Visits that got no answer in time: after two of a kind, the kit waits for no more of that kind."""

from __future__ import annotations

from collections import Counter

from marketplace_contracts.story import NotVerified, Story

FAILING, WITH_TOKEN, WITHOUT_TOKEN = "forms posted while AWS fails", "forms with a token", "requests without a token"
"""The kinds of visit."""
MOST = 2


class Timeouts:
    """Counts the visits of each kind that got no answer within `patience` seconds: in a row, or all of those while AWS fails."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._counts: Counter[str] = Counter()
        self.first: dict[str, Story] = {}
        """The story of the first visit of each kind that got no answer in time."""

    def came(self, kind: str, story: Story, *, in_time: bool) -> None:
        """Note the answer of a visit, or that none came in time."""
        if not in_time:
            self._counts[kind] += 1
            self.first.setdefault(kind, story)
        elif kind != FAILING:
            self.forget(kind)

    def forget(self, kind: str) -> None:
        """Wait for this kind again, since a contract is about just that."""
        self._counts[kind] = 0

    def check(self, kind: str) -> None:
        """Raise NotVerified if the kit waits for no more visits of this kind."""
        if self._counts[kind] >= MOST:
            row = "" if kind == FAILING else " in a row"
            cause = "failures-in-bounded-time" if kind == FAILING else ""
            reason = f"not tried: {MOST} {kind}{row} got no answer within {self._patience:g} s (--patience)"
            raise NotVerified(reason, cause, hindered=not cause)
