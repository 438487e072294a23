"""A plain model of the ledger, written from AWS's rules: what a batch answers, and what is billed then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.operations.metering_world import SELLER, Agreement, Product

HOUR, DAY = 3600, 86400
Record = dict[str, Any]


class Refused(Exception):
    """The whole request is refused, with this code."""


@dataclass
class Ledger:
    """All that the model knows; `billed` has the quantity by what is deduplicated, and `ids` which usage is the same."""

    now: float
    readings: dict[str, str]
    products: dict[str, Product]
    identifiers: dict[str, str]
    agreements: list[Agreement]
    suspended: set[str] = field(default_factory=set)
    billed: dict[tuple[Any, ...], Decimal] = field(default_factory=dict)
    ids: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def move(self, time: float) -> None:
        """Move the clock. An agreement whose end it passes has ended, and stays so if the clock moves back."""
        self.now = time
        for each in self.agreements:
            if each.status == "ACTIVE" and each.end <= time:
                each.status = "EXPIRED"

    def cancel(self, agreement: Agreement) -> None:
        """End an agreement now, unless it has ended before."""
        agreement.status, agreement.end = "CANCELLED", min(agreement.end, self.now)

    def meter(self, code: str | None, records: list[Record]) -> list[tuple[str, int | None]]:
        """Return the status of each record, and a number that is the same for the same usage, or raise Refused."""
        product = self._product(code, records)
        for record in records:
            self._measure(record)
        if any(self._is_out_of_bounds(record["Timestamp"]) for record in records):
            raise Refused("TimestampOutOfBoundsException")
        if not {record["Dimension"] for record in records} <= product.metered:
            raise Refused("InvalidUsageDimensionException")
        takers = [self._takers(product, record) for record in records]
        return [self._bill(code, *each) for each in zip(records, takers, strict=True)]

    def _product(self, code: str | None, records: list[Record]) -> Product:
        found = self.products.get(code) if code else None
        licenses = {each.arn: each for each in self.agreements}
        if code and (found is None or found.seller != SELLER):
            raise Refused("InvalidProductCodeException")
        for record in records:
            if "LicenseArn" not in record:
                if not code or (found and not found.legacy):
                    raise Refused("InvalidLicenseException" if code else "InvalidProductCodeException")
                continue
            agreement = licenses.get(record["LicenseArn"])
            if agreement is None or agreement.product.seller != SELLER:
                raise Refused("InvalidLicenseException")
            owner = {"CustomerAWSAccountId": agreement.account}
            if agreement.product.legacy or record.get("CustomerAWSAccountId"):
                owner["CustomerIdentifier"] = self.identifiers[agreement.account]
            is_owners = all(record.get(member) in (None, "", value) for member, value in owner.items())
            found = found or agreement.product
            if not is_owners or found is not agreement.product or _hour(record) < agreement.start // HOUR * HOUR:
                raise Refused("InvalidLicenseException")
        assert found is not None
        return found

    def _measure(self, record: Record) -> None:
        if "Quantity" in record and "QuantityAsDecimal" in record:
            raise Refused("ValidationException")
        kind = "AllocatedUsageQuantityAsDecimal" if "QuantityAsDecimal" in record else "AllocatedUsageQuantity"
        parts = record.get("UsageAllocations")
        if parts is not None:
            tags = [frozenset((tag["Key"], tag["Value"]) for tag in part.get("Tags", ())) for part in parts]
            if any({*part} - {"Tags"} != {kind} for part in parts) or len({*tags}) < len(tags):
                raise Refused("InvalidUsageAllocationsException")
            if sum(Decimal(part[kind]) for part in parts) != _quantity(record):
                raise Refused("InvalidUsageAllocationsException")

    def _is_out_of_bounds(self, time: float) -> bool:
        age, window = self.now - time, self.readings["usage_record_window"]
        if -age > 300 and self.readings["future_usage_record"] == "rejected":
            return True
        if window != "24h":
            return age > {"6h": 6 * HOUR, "1h": HOUR}[window]
        then, now = (datetime.fromtimestamp(each, UTC) for each in (time, self.now))
        is_earlier_month = (then.year, then.month) < (now.year, now.month)
        return age >= DAY or (is_earlier_month and (now.day > 1 or now.hour >= 6))

    def _account(self, product: Product, record: Record) -> str | None:
        """Return the customer's account, or None if no customer has what the record names."""
        account, identifier = record.get("CustomerAWSAccountId"), record.get("CustomerIdentifier")
        by_identifier = {value: key for key, value in self.identifiers.items()}
        if not (account or identifier) or (not account and not product.legacy):
            raise Refused("InvalidCustomerIdentifierException")
        named = {account if account in self.identifiers else None} if account else set()
        named |= {by_identifier.get(identifier)} if identifier else set()
        is_wrong = None in named and self.readings["unknown_customer"] == "invalid_customer_identifier"
        if is_wrong or (None not in named and len(named) == 2):
            raise Refused("InvalidCustomerIdentifierException")
        return None if None in named else named.pop()

    def _takers(self, product: Product, record: Record) -> list[Agreement]:
        """Return the customer's agreements that take the usage."""
        account, hour = self._account(product, record), _hour(record)
        own = [each for each in self.agreements if (each.product, each.account) == (product, account)]
        takers = [each for each in own if record.get("LicenseArn", each.arn) == each.arn and self._takes(each, hour)]
        is_early = takers and all(hour < each.start // HOUR * HOUR for each in takers)
        if is_early and self.readings["usage_before_agreement"] == "rejected":
            raise Refused("TimestampOutOfBoundsException")
        return takers

    def _bill(self, code: str | None, record: Record, takers: list[Agreement]) -> tuple[str, int | None]:
        if not takers:
            return "CustomerNotSubscribed", None
        product, usage = takers[0].product.code, (takers[0].account, record["Dimension"], _hour(record))
        keys = [("product", product, "", *usage)] if code else []
        keys += [("license", product, record["LicenseArn"], *usage)] if "LicenseArn" in record else []
        earlier = [key for key in keys if key in self.billed]
        accepted = [_quantity(record)] if self.readings["identical_resend"] == "success" else []
        if any(self.billed[key] not in accepted for key in earlier):
            return "DuplicateRecord", None
        same = self.ids[earlier[0]] if earlier else len(self.ids)
        for key in keys:
            self.billed[key] = _quantity(record)
            self.ids.setdefault(key, same)
        return "Success", same

    def _takes(self, agreement: Agreement, hour: float) -> bool:
        if agreement.account in self.suspended or agreement.end <= agreement.start:  # cancelled before it began
            return False
        if self.now < agreement.end:
            return agreement.status == "ACTIVE" and self.now >= agreement.start
        closes = agreement.end + {"1h": HOUR, "31s": 31}[self.readings["final_usage_hour"]]
        closes += HOUR if self.readings["final_window_opens_at"] == "license_deprovisioned" else 0
        return hour < agreement.end and self.now < closes


def _hour(record: Record) -> float:
    return float(record["Timestamp"] // HOUR * HOUR)


def _quantity(record: Record) -> Decimal:
    return Decimal(record.get("QuantityAsDecimal", record.get("Quantity", 0)))
