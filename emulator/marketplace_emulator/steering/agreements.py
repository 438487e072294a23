"""Python methods for agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from marketplace_emulator.steering.steers import Length, Steers, Time, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.agreements import Agreement, AgreementInFull
    from marketplace_emulator.control.bulk import Created
    from marketplace_emulator.store.agreements import Status


Entitlements = Mapping[str, bool | int | float | str | Mapping[str, Any]]
"""A value by the key of the dimension, or a dict with the value and its end_time."""


class AgreementFilter(TypedDict, total=False):
    """Agreements that match every member given; at most `limit`."""

    name: str | None
    product_code: str | None
    customer_aws_account_id: str | None
    status: Status | None
    initial_agreement_id: str | None
    limit: int | None


class AgreementFields(TypedDict, total=False):
    """Optional fields of a new agreement. What is not given is what the offer says, which by default is the first public one.

    It starts now, and its identifiers are derived from its name.
    """

    name: str | None
    offer_id: str | None
    start_time: Time | None
    end_time: Time | None
    duration: str | None
    auto_renew: bool | None
    free_trial: bool | None
    free_trial_days: int | None
    free_trial_ends_at: Time | None
    payment: Literal["succeeds", "fails"]
    entitlements: Entitlements | None
    agreement_id: str | None
    license_arn: str | None


class BulkFields(TypedDict, total=False):
    """Optional fields of many new agreements. By default each has one token and a new buyer."""

    product_code: str | None
    customer_aws_account_id: str | None
    name: str | None
    tokens: int | None
    expires_in: Length | None
    offer_id: str | None
    duration: str | None
    auto_renew: bool | None
    entitlements: Entitlements | None


class SteersAgreements(Steers):
    """Lists, shows and makes agreements."""

    def agreements(self, **wanted: Unpack[AgreementFilter]) -> list[Agreement]:
        """List the agreements that match the filter; all without one."""
        return self._items("/agreements", **wanted)

    def agreement(self, agreement_id: str) -> AgreementInFull:
        """Return an agreement with the steps that it can take now, and its history."""
        found: AgreementInFull = self.request("GET", f"/agreements/{segment(agreement_id)}")
        return found

    def accept_agreement(
        self, *, product_code: str, customer_aws_account_id: str, **fields: Unpack[AgreementFields]
    ) -> Agreement:
        """Let a buyer accept an offer of a product, and return the agreement."""
        made: Agreement = self._post(
            "/agreements", product_code=product_code, customer_aws_account_id=customer_aws_account_id, **fields
        )
        return made

    def create_agreement(
        self, *, product_code: str, customer_aws_account_id: str, **fields: Unpack[AgreementFields]
    ) -> Agreement:
        """Create an agreement between a buyer and a product: another word for `accept_agreement`."""
        return self.accept_agreement(
            product_code=product_code, customer_aws_account_id=customer_aws_account_id, **fields
        )

    def create_agreements(self, count: int, **fields: Unpack[BulkFields]) -> Created:
        """Create many agreements at once; return how many of each noun were created, and cursors that lead to them."""
        made: Created = self._post("/agreements/bulk", count=count, **fields)
        return made
