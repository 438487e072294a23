"""Fault rules, steered from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers, segment


class SteersFaults(Steers):
    """Lists fault rules, adds them and takes them away."""

    def faults(self) -> list[dict[str, Any]]:
        """List the fault rules."""
        return self._items("/faults")

    def add_fault(self, **rule: Any) -> dict[str, Any]:
        """Add a fault rule, e.g. `operation="ResolveCustomer", error="ThrottlingException", times=2`."""
        added: dict[str, Any] = self._post("/faults", **rule)
        return added

    def clear_faults(self, fault_id: str | None = None) -> None:
        """Take a fault rule away, or all of them."""
        self.request("DELETE", "/faults" if fault_id is None else f"/faults/{segment(fault_id)}")
