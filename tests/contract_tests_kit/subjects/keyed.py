"""Subjects that look accounts up by CustomerIdentifier, which buyers of new products do not have."""

from __future__ import annotations

from typing import Any

from marketplace_contracts.browser import TOKEN_FIELD
from tests.contract_tests_kit.subjects.tiny import LATER, RETURN, Tiny


class Shared(Tiny):
    """Looks accounts up by CustomerIdentifier, and so has one account for all buyers who have none."""

    def found(self, customer: dict[str, Any]) -> dict[str, Any] | None:
        key = customer.get("CustomerIdentifier") or None
        return next((each for each in self.accounts if each["key"] == key), None)

    def resolved(self, customer: dict[str, Any]) -> tuple[str, str]:
        """Store the customer that AWS names."""
        account, key = customer["CustomerAWSAccountId"], customer.get("CustomerIdentifier") or None
        known = self.found(customer)
        if known is None:
            self.accounts.append({"key": key, "account": account})
        else:
            known["account"] = account
        return "200 OK", "Welcome aboard. Questions? support@example.com"

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        token = form.get(TOKEN_FIELD)
        if not token:
            return "400 Bad Request", RETURN
        try:
            customer = self.client.resolve_customer(RegistrationToken=token)
        except Exception:
            return "400 Bad Request", RETURN
        return self.resolved(customer)


class SingleGuest(Shared):
    """CustomerIdentifier is unique in the table, so the second buyer without one is refused."""

    def resolved(self, customer: dict[str, Any]) -> tuple[str, str]:
        known = self.found(customer)
        if known is not None and known["account"] != customer["CustomerAWSAccountId"]:
            return "500 Oh", LATER
        return super().resolved(customer)


class Surprised(Tiny):
    """Knows an invalid token, but crashes at an expired one."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        token = form.get(TOKEN_FIELD)
        if not token:
            return "400 Bad Request", RETURN
        try:
            customer = self.client.resolve_customer(RegistrationToken=token)
        except self.client.exceptions.InvalidTokenException:
            return "400 Bad Request", RETURN
        except Exception:
            return "500 Oh", LATER
        return self.resolved(customer)

    def resolved(self, customer: dict[str, Any]) -> tuple[str, str]:
        """Store the customer that AWS names."""
        agreement = (customer.get("Metadata") or {}).get("AgreementId")
        self.store(customer["CustomerAWSAccountId"], customer["ProductCode"], customer.get("LicenseArn"), agreement)
        return "200 OK", "Welcome aboard. Questions? support@example.com"


class Legacy(Surprised):
    """Registers nobody without a CustomerIdentifier."""

    def resolved(self, customer: dict[str, Any]) -> tuple[str, str]:
        return super().resolved(customer) if customer.get("CustomerIdentifier") else ("500 Oh", LATER)


shared, single_guest, surprised, legacy = Shared(), SingleGuest(), Surprised(), Legacy()
