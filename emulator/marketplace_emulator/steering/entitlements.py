"""Python methods for entitlements."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.entitlements import Entitlement


class EntitlementFilter(TypedDict, total=False):
    """Entitlements that match every member given; at most `limit`."""

    agreement_id: str | None
    product_code: str | None
    customer_aws_account_id: str | None
    dimension: str | None
    limit: int | None


class SteersEntitlements(Steers):
    """Lists entitlements."""

    def entitlements(self, **wanted: Unpack[EntitlementFilter]) -> list[Entitlement]:
        """List the entitlements that match the filter, each with whether it is in force; all without one."""
        return self._items("/entitlements", **wanted)
