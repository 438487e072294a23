"""Python methods for what happens to agreements after they are accepted; one for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from marketplace_emulator.steering.agreements import Entitlements
from marketplace_emulator.steering.steers import Steers, Time, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.agreements import Agreement
    from marketplace_emulator.store.agreements import Ended


class Amendment(TypedDict, total=False):
    """What changes. `entitlements` are all that the agreement grants from now on; without them, as `offer_id` says."""

    entitlements: Entitlements | None
    end_time: Time | None
    auto_renew: bool | None
    proposer_opted_out: bool | None
    offer_id: str | None


class FollowingFields(TypedDict, total=False):
    """The agreement that follows. What is not given is as before; with `offer_id`, as that offer says."""

    offer_id: str | None
    end_time: Time | None
    duration: str | None
    auto_renew: bool | None
    entitlements: Entitlements | None


class SteersAgreementSteps(Steers):
    """Lets agreements take steps. A step that is not legal raises Refused, whose text names those that are."""

    def amend_agreement(self, agreement_id: str, **fields: Unpack[Amendment]) -> Agreement:
        """Change the terms of an agreement, which stays the same agreement."""
        return self._step("amend", agreement_id, **fields)

    def renew_agreement(self, agreement_id: str, **fields: Unpack[FollowingFields]) -> Agreement:
        """End an agreement now, and return the one that renews it."""
        return self._step("renew", agreement_id, **fields)

    def replace_agreement(self, agreement_id: str, **fields: Unpack[FollowingFields]) -> Agreement:
        """End an agreement now, and return the one that replaces it."""
        return self._step("replace", agreement_id, **fields)

    def cancel_agreement(self, agreement_id: str, status: Ended = "CANCELLED") -> Agreement:
        """Let the buyer end an agreement now."""
        return self._step("cancel", agreement_id, status=status)

    def terminate_agreement(self, agreement_id: str) -> Agreement:
        """Let AWS end an agreement now."""
        return self._step("terminate", agreement_id)

    def expire_agreement(self, agreement_id: str) -> Agreement:
        """Let an agreement reach its end now."""
        return self._step("expire", agreement_id)

    def end_trial(self, agreement_id: str, becomes: Literal["paid", "ended"] | None = None) -> Agreement:
        """End the free trial of an agreement, which by default becomes paid, unless its term ends with the trial."""
        return self._step("end_trial", agreement_id, becomes=becomes)

    def pay_agreement(self, agreement_id: str) -> Agreement:
        """Let the buyer pay for an agreement whose payment had failed."""
        return self._step("pay", agreement_id)

    def _step(self, step: str, agreement_id: str, **fields: object) -> Agreement:
        changed: Agreement = self._post(f"/agreements/{segment(agreement_id)}/{step}", **fields)
        return changed
