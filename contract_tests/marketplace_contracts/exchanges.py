"""What AWS was asked: the kit's place in the emulator's journal."""

from __future__ import annotations

from typing import Any

from marketplace_contracts.emulator import Emulator


class Exchanges:
    """Reads the journal from the beginning of the run on. `others` are the exchanges of other operations than ResolveCustomer."""

    def __init__(self, marketplace: Emulator) -> None:
        self._marketplace = marketplace
        self._seen = 0
        self._late = True
        self.others: list[dict[str, Any]] = []
        self.new()
        self.before = self._seen
        """The number of the last exchange before the run."""
        self.others.clear()

    def new(self) -> list[dict[str, Any]]:
        """List the exchanges of ResolveCustomer since the last look."""
        found = self._marketplace.exchanges(cursor=self._seen)
        if found:
            self._seen = found[-1]["id"]
        self.others += [each for each in found if each["operation"] != "ResolveCustomer"]
        return [each for each in found if each["operation"] == "ResolveCustomer"]

    def visit_begins(self) -> None:
        """Look away from the calls of a visit that the buyer gave up, if the last one was."""
        if self._late:
            self.new()

    def visit_ends(self, *, given_up: bool) -> None:
        """Note whether the subject may ask AWS about this visit later."""
        self._late = given_up

    def forget_others(self) -> None:
        """Look away from what else AWS was asked so far."""
        self.others.clear()
