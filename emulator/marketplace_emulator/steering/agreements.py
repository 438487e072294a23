"""Agreements, steered from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers, segment


class SteersAgreements(Steers):
    """Lists, makes and ends agreements."""

    def agreements(self, **filters: Any) -> list[dict[str, Any]]:
        """List the agreements, of a `product_code`, `customer_aws_account_id` or `status`, at most `limit`, if given."""
        return self._items("/agreements", **filters)

    def create_agreement(self, *, product_code: str, customer_aws_account_id: str, **fields: Any) -> dict[str, Any]:
        """Make an agreement; `name`, `start_time`, `end_time`, `free_trial` and identifiers may be given."""
        return self._made(
            "/agreements", product_code=product_code, customer_aws_account_id=customer_aws_account_id, **fields
        )

    def create_agreements(self, count: int, **fields: Any) -> dict[str, Any]:
        """Make many agreements at once, each with a token and a buyer of its own; tell how many, and their cursors.

        `product_code`, `customer_aws_account_id`, `name`, `tokens` and `expires_in` may be given.
        """
        return self._made("/agreements/bulk", count=count, **fields)

    def cancel_agreement(self, agreement_id: str, status: str = "CANCELLED") -> dict[str, Any]:
        """End an agreement now."""
        return self._made(f"/agreements/{segment(agreement_id)}/cancel", status=status)
