"""Fault rules, steered from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.faults import FaultRule


class SteersFaults(Steers):
    """Lists, adds and removes fault rules."""

    def faults(self) -> list[FaultRule]:
        """List the fault rules."""
        return self._items("/faults")

    def add_fault(self, **rule: object) -> FaultRule:
        """Add a fault rule, such as `operation="ResolveCustomer", error="ThrottlingException", times=2`, or one for messages,
        such as `event="subscribe-success", lose=True`.

        The kinds of fault are files, which no type checker knows: the emulator refuses a wrong member with the nearest name.
        """
        added: FaultRule = self._post("/faults", **rule)
        return added

    def clear_faults(self, fault_id: str | None = None) -> None:
        """Remove one fault rule, or all of them."""
        self.request("DELETE", "/faults" if fault_id is None else f"/faults/{segment(fault_id)}")
