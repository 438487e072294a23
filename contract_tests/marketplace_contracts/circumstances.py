"""The circumstances of a trial: everything that the kit changes about AWS and later undoes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from marketplace_contracts.emulator import Emulator
from marketplace_contracts.turn import Turn


class Circumstances:
    """The turn, and the emulator's faults, readings and clock. Nobody else controls the emulator during a run."""

    def __init__(self, marketplace: Emulator, turn: Turn) -> None:
        self.marketplace = marketplace
        self.turn = turn
        self._usual = marketplace.readings()
        self._faults: dict[str, bool] = {}
        self._advanced: list[str] = []

    def begin(self, turn: Turn) -> None:
        """Enter the circumstances of a turn."""
        self.end()
        self.turn = turn
        if turn.readings:
            self.marketplace.set_readings(**turn.readings)

    def end(self) -> None:
        """Undo every change to the emulator: faults, readings and the clock."""
        self.settle()
        self.usual_readings(*self.turn.readings)

    def settle(self) -> None:
        """Remove the faults and turn the clock back, so that each case of a turn starts alike."""
        self.clear_faults()
        for by in reversed(self._advanced):
            self.marketplace.clock.advance(f"-{by}")
        self._advanced.clear()

    @contextlib.contextmanager
    def ordinary(self) -> Iterator[None]:
        """Use the default readings within the block."""
        turn = self.turn
        self.end()
        self.turn = Turn(turn.generation, {})
        try:
            yield
        finally:
            self.begin(turn)

    @contextlib.contextmanager
    def reading(self, name: str, value: str) -> Iterator[None]:
        """Use another alternative of one of the turn's readings within the block."""
        self.marketplace.set_readings(**{name: value})
        try:
            yield
        finally:
            self.marketplace.set_readings(**{name: self.turn.readings[name]})

    def read(self, **readings: str) -> None:
        """Change readings; the caller restores them with `usual_readings`."""
        self.marketplace.set_readings(**readings)

    def usual_readings(self, *names: str) -> None:
        """Set these readings back to what they were before the run."""
        if names:
            self.marketplace.set_readings(**{name: self._usual[name] for name in names})

    def fault(self, *, spoils: bool, **rule: Any) -> None:
        """Add a fault to ResolveCustomer. If it `spoils` the answers, none of them counts as good while it is active."""
        made: str = self.marketplace.add_fault(operation="ResolveCustomer", **rule)["fault_id"]
        self._faults[made] = spoils

    def clear_faults(self) -> bool:
        """Remove the faults that the kit added, and no others; return whether there were any."""
        there = bool(self._faults)
        for each in self._faults:
            with suppress(ValueError):  # a rule that has run out may be gone already
                self.marketplace.clear_faults(each)
        self._faults.clear()
        return there

    @property
    def faulty(self) -> bool:
        """Whether any fault is active."""
        return bool(self._faults)

    @property
    def spoiled(self) -> bool:
        """Whether an active fault spoils AWS's answers."""
        return any(self._faults.values())

    @contextlib.contextmanager
    def gate(self, at_most: float, *, once: bool) -> Iterator[Callable[[], tuple[int, int]]]:
        """Let AWS answer ResolveCustomer for two requests at the same moment, within the block.

        Return a question: how many requests came to the gate, and how often it opened.
        """
        rule = {"times": 2} if once else {}
        made: str = self.marketplace.add_fault(operation="ResolveCustomer", gate=2, at_most=at_most, **rule)["fault_id"]

        def gate() -> tuple[int, int]:
            now = next(each for each in self.marketplace.faults() if each["fault_id"] == made)
            return now["applied"], now["opened"]

        try:
            yield gate
        finally:
            self.marketplace.clear_faults(made)

    def advance(self, by: str) -> None:
        """Advance the emulator's clock."""
        self.marketplace.clock.advance(by)
        self._advanced.append(by)
