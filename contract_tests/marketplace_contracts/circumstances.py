"""The circumstances under which a contract is tried: what the kit changes about AWS, and takes back again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from marketplace_contracts.emulator import Emulator
from marketplace_contracts.turn import Turn


class Circumstances:
    """The turn, the faults of AWS, its readings and its clock. While a run lasts, the kit alone steers the emulator."""

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
        """Leave no trace in the emulator: no fault, no reading, no time that has passed."""
        self.settle()
        self.usual_readings(*self.turn.readings)

    def settle(self) -> None:
        """Take away the faults, and the time that has passed, so that the next case begins like the first of the turn."""
        self.clear_faults()
        for by in reversed(self._advanced):
            self.marketplace.clock.advance(f"-{by}")
        self._advanced.clear()

    @contextlib.contextmanager
    def ordinary(self) -> Iterator[None]:
        """Have the ordinary readings for a while."""
        turn = self.turn
        self.end()
        self.turn = Turn(turn.generation, {})
        try:
            yield
        finally:
            self.begin(turn)

    @contextlib.contextmanager
    def reading(self, name: str, value: str) -> Iterator[None]:
        """Have another alternative of one reading of the turn for a while."""
        self.marketplace.set_readings(**{name: value})
        try:
            yield
        finally:
            self.marketplace.set_readings(**{name: self.turn.readings[name]})

    def read(self, **readings: str) -> None:
        """Have other alternatives from now on; who does so takes it back with `usual_readings`."""
        self.marketplace.set_readings(**readings)

    def usual_readings(self, *names: str) -> None:
        """Read these documents of AWS again as before the run."""
        if names:
            self.marketplace.set_readings(**{name: self._usual[name] for name in names})

    def fault(self, *, spoils: bool, **rule: Any) -> None:
        """Make ResolveCustomer misbehave; no answer of AWS is a good one meanwhile, if the fault `spoils` it."""
        made: str = self.marketplace.add_fault(operation="ResolveCustomer", **rule)["fault_id"]
        self._faults[made] = spoils

    def clear_faults(self) -> bool:
        """Take away the faults that the kit made, and nobody else's; say whether there were any."""
        there = bool(self._faults)
        for each in self._faults:
            with suppress(ValueError):  # a rule that has run out may be gone already
                self.marketplace.clear_faults(each)
        self._faults.clear()
        return there

    @property
    def faulty(self) -> bool:
        """Whether AWS has a fault at all."""
        return bool(self._faults)

    @property
    def spoiled(self) -> bool:
        """Whether no answer of AWS is a good one now."""
        return any(self._faults.values())

    def advance(self, by: str) -> None:
        """Let time pass for AWS."""
        self.marketplace.clock.advance(by)
        self._advanced.append(by)
