"""Agreements, steered from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Length, Steers, Time, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.agreements import Agreement
    from marketplace_emulator.control.bulk import Created
    from marketplace_emulator.store.agreements import Ended, Status


class AgreementFilter(TypedDict, total=False):
    """Agreements that match every member given; at most `limit`."""

    product_code: str | None
    customer_aws_account_id: str | None
    status: Status | None
    limit: int | None


class AgreementFields(TypedDict, total=False):
    """What a new agreement may be given; it starts now, never ends, and its identifiers are derived from its name."""

    name: str | None
    start_time: Time | None
    end_time: Time | None
    free_trial: bool | None
    agreement_id: str | None
    license_arn: str | None
    offer_id: str | None


class BulkFields(TypedDict, total=False):
    """What many new agreements may be given: each has one token, unless `tokens` says how many, and a buyer of its own."""

    product_code: str | None
    customer_aws_account_id: str | None
    name: str | None
    tokens: int | None
    expires_in: Length | None


class SteersAgreements(Steers):
    """Lists agreements, makes them one by one or by the thousand, and ends them."""

    def agreements(self, **wanted: Unpack[AgreementFilter]) -> list[Agreement]:
        """List the agreements, or those that are wanted."""
        return self._items("/agreements", **wanted)

    def create_agreement(
        self, *, product_code: str, customer_aws_account_id: str, **fields: Unpack[AgreementFields]
    ) -> Agreement:
        """Make an agreement between a buyer and a product."""
        made: Agreement = self._post(
            "/agreements", product_code=product_code, customer_aws_account_id=customer_aws_account_id, **fields
        )
        return made

    def create_agreements(self, count: int, **fields: Unpack[BulkFields]) -> Created:
        """Make many agreements at once; tell how many of each noun were made, and their cursors."""
        made: Created = self._post("/agreements/bulk", count=count, **fields)
        return made

    def cancel_agreement(self, agreement_id: str, status: Ended = "CANCELLED") -> Agreement:
        """End an agreement now."""
        ended: Agreement = self._post(f"/agreements/{segment(agreement_id)}/cancel", status=status)
        return ended
