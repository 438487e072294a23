"""A party that reads its agreements with boto3, in the default world or another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from tests.wire import cbor_client

NOW = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
"""The time of a test, at which the default world's agreements began or will."""
SELLER, BUYER, OTHER = "AKIAMARKETPLACELOCAL", "AKIAMARKETPLACEBUYER", "AKIAMARKETPLACEOTHER"
ONCE = Config(retries={"total_max_attempts": 1})
PURCHASES = {"AgreementType": "PurchaseAgreement"}


class Reader:
    """The seller of the default world, or the owner of another access key."""

    def __init__(self, marketplace: Marketplace, key: str = SELLER, *, cbor: bool = False) -> None:
        self.marketplace = marketplace
        service, settings = "marketplace-agreement", {"config": ONCE, "aws_access_key_id": key}
        self.client: Any = (
            cbor_client.client(marketplace, service, **settings) if cbor else marketplace.client(service, **settings)
        )

    def id_of(self, name: str) -> str:
        """Return the id of an agreement of that name."""
        return next(each["agreement_id"] for each in self.marketplace.agreements() if each["name"] == name)

    def product(self, name: str) -> str:
        """Return the code of a product of that name."""
        return next(each["product_code"] for each in self.marketplace.products() if each["name"] == name)

    def named(self, agreement_id: str) -> str:
        """Return the name of an agreement."""
        return next(each["name"] for each in self.marketplace.agreements() if each["agreement_id"] == agreement_id)

    def described(self, name: str) -> dict[str, Any]:
        """Describe an agreement."""
        return _plain(self.client.describe_agreement(agreementId=self.id_of(name)))

    def terms(self, name: str, **paging: Any) -> dict[str, Any]:
        """Return the terms of an agreement by their kind."""
        found = self.client.get_agreement_terms(agreementId=self.id_of(name), **paging)["acceptedTerms"]
        assert all(len(each) == 1 for each in found), "each item is one term"
        return {kind: term for each in found for kind, term in each.items()}

    def entitlement(self, name: str) -> dict[str, Any]:
        """Return the one entitlement of an agreement."""
        (found,) = self.client.get_agreement_entitlements(agreementId=self.id_of(name))["agreementEntitlements"]
        return dict(found)

    def search(self, party: str = "Proposer", *, more: dict[str, Any] | None = None, **filters: str) -> dict[str, Any]:
        """Search agreements; `more` are other parameters than filters."""
        wanted = {"PartyType": party, **PURCHASES, **filters}
        given = [{"name": name, "values": [value]} for name, value in wanted.items()]
        return _plain(self.client.search_agreements(filters=given, **(more or {})))

    def found(self, party: str = "Proposer", *, more: dict[str, Any] | None = None, **filters: str) -> list[str]:
        """Return the names of the agreements that a search finds, in its order."""
        answer = self.search(party, more=more, **filters)
        return [self.named(each["agreementId"]) for each in answer["agreementViewSummaries"]]

    def pages(self, size: int, party: str = "Proposer", **filters: str) -> Iterator[list[str]]:
        """Yield the names on each page of a search."""
        token: dict[str, str] = {}
        while True:
            answer = self.search(party, more={"maxResults": size, **token}, **filters)
            yield [self.named(each["agreementId"]) for each in answer["agreementViewSummaries"]]
            if "nextToken" not in answer:
                return
            token = {"nextToken": answer["nextToken"]}


def refusal(call: Any, **parameters: Any) -> tuple[int, str, dict[str, Any]]:
    """Send a call that is refused; return the status, the code, and the other members of the error."""
    try:
        call(**parameters)
    except ClientError as error:
        answer = dict(error.response)
        named: dict[str, Any] = answer.pop("Error")  # type: ignore[assignment]
        metadata: dict[str, Any] = answer.pop("ResponseMetadata")  # type: ignore[assignment]
        assert answer.pop("requestId", metadata["RequestId"]) == metadata["RequestId"]
        assert answer["message"] == named["Message"]
        return metadata["HTTPStatusCode"], named["Code"], answer
    raise AssertionError("the call was not refused")


def _plain(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
