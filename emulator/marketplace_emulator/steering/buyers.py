"""Buyers, steered from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.buyers import Buyer


class BuyerFields(TypedDict, total=False):
    """The identifiers that a new buyer may be given; those left out are derived from its name."""

    customer_aws_account_id: str | None
    customer_identifier: str | None


class SteersBuyers(Steers):
    """Lists buyers, and adds them."""

    def buyers(self) -> list[Buyer]:
        """List the buyers."""
        return self._items("/buyers")

    def create_buyer(self, name: str, **fields: Unpack[BuyerFields]) -> Buyer:
        """Add a buyer."""
        made: Buyer = self._post("/buyers", name=name, **fields)
        return made
