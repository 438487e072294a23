"""A call of each operation that succeeds in the default world, and by which nouns a word can be sent with it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from botocore.config import Config

from marketplace_emulator import identifiers
from marketplace_emulator.catalogue import by_name

ALDER = "210987654321"
ALDERS_IDENTIFIER = identifiers.customer_identifier("alder-logistics")
LEGACY = identifiers.product_code("tidewater-analytics")
BACKUP = identifiers.agreement_id("alder-backup")
ID: dict[str, tuple[str | int, ...]] = {"agreement_id": ("agreementId",)}


@dataclass(frozen=True)
class Sent:
    """An operation with its parameters. Those of `words` may be replaced by others, each by its noun."""

    operation: str
    parameters: dict[str, Any]
    words: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    access_key: str = "AKIAMARKETPLACELOCAL"

    def by(self, marketplace: Any, config: Config, **settings: Any) -> dict[str, Any]:
        """Send it with boto3 and return the result."""
        client = marketplace.client(
            by_name()[self.operation].service.name,
            config=config,
            **{"aws_access_key_id": self.access_key, **settings},
        )
        answer: dict[str, Any] = getattr(client, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", self.operation).lower())(
            **self.at(marketplace.clock.now())
        )
        return answer

    def at(self, now: Any) -> dict[str, Any]:
        """Return the parameters with this time in place of `now`."""
        parameters: dict[str, Any] = _at(self.parameters, now)
        return parameters


CALLS = {
    each.operation: each
    for each in (
        Sent("ResolveCustomer", {"RegistrationToken": "valid"}, {"token": ("RegistrationToken",)}),
        Sent(
            "BatchMeterUsage",
            {
                "ProductCode": LEGACY,
                "UsageRecords": [
                    {"Timestamp": "now", "CustomerAWSAccountId": ALDER, "Dimension": "queries", "Quantity": 17},
                    {
                        "Timestamp": "now",
                        "CustomerIdentifier": identifiers.customer_identifier("birch-hospital"),
                        "Dimension": "rows_exported",
                        "QuantityAsDecimal": "4.2",
                    },
                ],
            },
            {
                "product_code": ("ProductCode",),
                "dimension": ("UsageRecords", 1, "Dimension"),
                "customer_identifier": ("UsageRecords", 1, "CustomerIdentifier"),
            },
        ),
        Sent(
            "GetEntitlements",
            {"ProductCode": LEGACY, "Filter": {"DIMENSION": ["seats"], "CUSTOMER_IDENTIFIER": [ALDERS_IDENTIFIER]}},
            {
                "product_code": ("ProductCode",),
                "dimension": ("Filter", "DIMENSION", 0),
                "customer_identifier": ("Filter", "CUSTOMER_IDENTIFIER", 0),
            },
        ),
        Sent(
            "MeterUsage",
            {
                "ProductCode": LEGACY,
                "Timestamp": "now",
                "UsageDimension": "queries",
                "UsageQuantity": 17,
                "ClientToken": "the-same-in-each-call",
            },
            {"product_code": ("ProductCode",), "dimension": ("UsageDimension",)},
            "AKIAMARKETPLACEBUYER",
        ),
        Sent(
            "RegisterUsage",
            {"ProductCode": LEGACY, "PublicKeyVersion": 1},
            {"product_code": ("ProductCode",)},
            "AKIAMARKETPLACEBUYER",
        ),
        Sent("DescribeAgreement", {"agreementId": BACKUP}, ID),
        Sent(
            "SearchAgreements",
            {
                "catalog": "AWSMarketplace",
                "filters": [
                    {"name": "PartyType", "values": ["Proposer"]},
                    {"name": "AgreementType", "values": ["PurchaseAgreement"]},
                    {"name": "AcceptorAccountId", "values": [ALDER]},
                    {"name": "InitialAgreementId", "values": [BACKUP]},
                ],
                "sort": {"sortBy": "StartTime", "sortOrder": "DESCENDING"},
            },
            {"agreement_id": ("filters", 3, "values", 0)},
        ),
        Sent("GetAgreementTerms", {"agreementId": BACKUP, "maxResults": 2}, ID),
        Sent("GetAgreementEntitlements", {"agreementId": BACKUP}, ID),
        Sent("GetAgreementContacts", {"agreementId": BACKUP}, ID, access_key="AKIAMARKETPLACEBUYER"),
    )
}
"""The calls by operation. An operation that the emulator answers has a row here."""


def sent(operation: str, **replaced: str) -> Sent:
    """Return the call of an operation with other identifiers in place of those of some nouns."""
    call = CALLS[operation]
    parameters = json.loads(json.dumps(call.parameters))
    for noun, identifier in replaced.items():
        *path, last = call.words[noun]
        inner = parameters
        for step in path:
            inner = inner[step]
        inner[last] = identifier
    return Sent(call.operation, parameters, call.words, call.access_key)


def _at(value: Any, now: Any) -> Any:
    if isinstance(value, dict):
        return {key: _at(each, now) for key, each in value.items()}
    if isinstance(value, list):
        return [_at(each, now) for each in value]
    return now if value == "now" else value
