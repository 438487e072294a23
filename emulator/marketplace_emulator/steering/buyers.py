"""Python methods for buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.buyers import Buyer


class ContactFields(TypedDict, total=False):
    """A buyer's contact, as GetAgreementContacts returns it; missing members are derived from the buyer's name."""

    first_name: str
    last_name: str
    email_address: str
    company_name: str
    country_code: str


class BuyerFields(TypedDict, total=False):
    """Optional members of a new buyer; missing identifiers are derived from its name. False is no contact."""

    customer_aws_account_id: str | None
    customer_identifier: str | None
    suspended: bool | None
    contact: ContactFields | bool | None


class SteersBuyers(Steers):
    """Lists, adds, suspends and restores buyers."""

    def buyers(self) -> list[Buyer]:
        """List the buyers."""
        return self._items("/buyers")

    def create_buyer(self, name: str, **fields: Unpack[BuyerFields]) -> Buyer:
        """Add a buyer."""
        made: Buyer = self._post("/buyers", name=name, **fields)
        return made

    def suspend_buyer(self, customer_aws_account_id: str) -> Buyer:
        """Suspend a buyer's account, so that AWS takes no more usage of it."""
        buyer: Buyer = self._post(f"/buyers/{segment(customer_aws_account_id)}/suspend")
        return buyer

    def restore_buyer(self, customer_aws_account_id: str) -> Buyer:
        """Restore a buyer's account that was suspended."""
        buyer: Buyer = self._post(f"/buyers/{segment(customer_aws_account_id)}/restore")
        return buyer
