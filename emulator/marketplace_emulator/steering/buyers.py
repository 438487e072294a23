"""Buyers, steered from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers


class SteersBuyers(Steers):
    """Lists and adds buyers."""

    def buyers(self) -> list[dict[str, Any]]:
        """List the buyers."""
        return self._items("/buyers")

    def create_buyer(self, name: str, **fields: Any) -> dict[str, Any]:
        """Add a buyer; `customer_aws_account_id` and `customer_identifier` may be given."""
        return self._made("/buyers", name=name, **fields)
