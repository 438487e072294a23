"""SearchAgreements by boto3: what each party finds, by which filters, in which order, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from botocore.config import Config

from marketplace_emulator.catalogue import by_name
from tests.operations.agreements.reader import NOW, PURCHASES, Reader, refusal

UNSUPPORTED = "Provided combination of filters is not supported"
WRONG_VALUES = "Provided filter values is invalid"
BY_END = ["cedar-analytics", "birch-analytics-trial", "dogwood-backup-production"]
WITHOUT_END = ["alder-analytics", "alder-backup", "dogwood-backup-staging"]


@pytest.mark.parametrize("cbor", [False, True], ids=["json", "cbor"])
def test_a_seller_finds_what_it_sells_by_its_end(seller: Reader, cbor: bool) -> None:
    reader = Reader(seller.marketplace, cbor=cbor)
    assert reader.found() == BY_END + WITHOUT_END
    answer = reader.search(ResourceIdentifier=described(seller, "alder-backup"), Status="ACTIVE")
    first = answer["agreementViewSummaries"][0]
    known = next(each for each in seller.marketplace.agreements() if each["name"] == "dogwood-backup-production")
    product = described(seller, "alder-backup")
    assert first == {
        "agreementId": known["agreement_id"],
        "acceptor": {"accountId": "543210987654"},
        "proposer": {"accountId": "111122223333"},
        "startTime": NOW - timedelta(days=90),
        "endTime": NOW + timedelta(days=275),
        "acceptanceTime": NOW - timedelta(days=90),
        "lastUpdateTime": NOW - timedelta(days=90),
        "agreementType": "PurchaseAgreement",
        "proposalSummary": {
            "resources": [{"id": product, "type": "SaaSProduct"}],
            "offerId": known["offer_id"],
        },
        "status": "ACTIVE",
        "initialAgreementId": known["agreement_id"],
        "entitlements": [{"licenseArn": known["license_arn"]}],
        "endTimeBehaviorType": "EXPIRE",
        "endTimeBehaviorReasonCode": "NO_RENEWAL_TERM",
        "includesContactOfType": ["ACCEPTOR"],
    }
    assert "nextToken" not in answer


def described(reader: Reader, name: str) -> str:
    """Return the id of an agreement's product."""
    product: str = reader.described(name)["proposalSummary"]["resources"][0]["id"]
    return product


def test_a_buyer_finds_what_it_bought(buyer: Reader, stranger: Reader) -> None:
    assert buyer.found("Acceptor") == ["alder-analytics", "alder-backup"]
    assert buyer.found("Proposer") == []
    assert stranger.found("Proposer") == ["cedar-search"]
    assert stranger.found("Acceptor") == []


def by_value(seller: Reader) -> dict[str, tuple[str, list[str]]]:
    """Return a value of each filter, and the agreements that it finds."""
    backup = next(each for each in seller.marketplace.agreements() if each["name"] == "alder-backup")
    soon, everything = f"{NOW + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}", BY_END + WITHOUT_END
    production = ["dogwood-backup-production"]
    return {
        "ResourceIdentifier": (described(seller, "alder-backup"), [*production, *WITHOUT_END[1:]]),
        "ResourceType": ("SaaSProduct", everything),
        "AcceptorAccountId": ("210987654321", ["alder-analytics", "alder-backup"]),
        "OfferId": (backup["offer_id"], [*production, *WITHOUT_END[1:]]),
        "OfferSetId": ("offerset-any", []),
        "Status": ("CANCELLED", ["cedar-analytics"]),
        "BeforeEndTime": (soon, ["cedar-analytics"]),
        "AfterEndTime": (soon, BY_END[1:]),
        "BeforeStartTime": (f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}", ["cedar-analytics", *production]),
        "AfterStartTime": (f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}", [BY_END[1], *WITHOUT_END]),
        "BeforeLastUpdateTime": (f"{NOW - timedelta(days=80):%Y-%m-%d}", production),
        "AfterLastUpdateTime": (f"{NOW - timedelta(days=80):%Y-%m-%d}", [*BY_END[:2], *WITHOUT_END]),
        "EndTimeBehaviorType": ("EXPIRE", BY_END[1:]),
        "EndTimeBehaviorReasonCode": ("NO_RENEWAL_TERM", BY_END[1:]),
        "InitialAgreementId": (backup["agreement_id"], ["alder-backup"]),
        "LicenseArn": (backup["license_arn"], ["alder-backup"]),
        "IncludesContactOfType": ("ACCEPTOR", BY_END[1:] + WITHOUT_END),
    }


def test_every_filter_finds_its_agreements(seller: Reader) -> None:
    tried = by_value(seller)
    text = shape()["members"]["filters"]["documentation"]
    assert set(tried) | {"PartyType", "AgreementType"} == set(re.findall("<code>(\\w+)</code> \u2013", text))
    for name, (value, expected) in tried.items():
        assert (name, seller.found(**{name: value})) == (name, expected)


def shape() -> Any:
    """Return the model's shape of the operation's input."""
    operation = by_name()["SearchAgreements"]
    return operation.service.shapes[operation.input or ""]


def documented() -> set[frozenset[str]]:
    """Return the combinations that the model's documentation lists for an acceptor; EndTime is one of two or both."""
    text = shape()["members"]["filters"]["documentation"].partition("is <code>Acceptor</code>")[2]
    found: set[frozenset[str]] = set()
    for each in re.findall(r"<li> <p>(.*?)</p> </li>", text):
        names = frozenset(re.findall(r"<code>(\w+)</code>", each)) - {"AgreementType"}
        ends = (
            [{"BeforeEndTime"}, {"AfterEndTime"}, {"BeforeEndTime", "AfterEndTime"}] if "EndTime" in names else [set()]
        )
        found |= {names - {"EndTime"} | end for end in ends}
    return found


def some(names: list[str], most: int) -> Iterator[frozenset[str]]:
    """Yield all combinations of up to so many names."""
    for size in range(most + 1):
        yield from map(frozenset, combinations(names, size))


def is_taken(reader: Reader, party: str, filters: dict[str, str]) -> bool:
    """Say whether a search is answered; what is refused has the reason UNSUPPORTED_FILTERS."""
    given = [{"name": name, "values": [value]} for name, value in {"PartyType": party, **PURCHASES, **filters}.items()]
    try:
        status, code, members = refusal(reader.client.search_agreements, filters=given)
    except AssertionError:
        return True
    assert (status, code, members["reason"], members["message"]) == (
        400,
        "ValidationException",
        "UNSUPPORTED_FILTERS",
        UNSUPPORTED,
    )
    return False


def test_an_acceptor_may_combine_what_the_documentation_lists(seller: Reader, buyer: Reader) -> None:
    values = {name: value for name, (value, _) in by_value(seller).items()}
    values["BeforeEndTime"] = "2100-01-01T00:00:00Z"
    listed = documented()
    assert len(listed) == 9 + 9 * 3
    for names in some([*values], 2):
        assert is_taken(buyer, "Acceptor", {name: values[name] for name in names}) == (names in listed), names
    for names in listed:
        assert is_taken(buyer, "Acceptor", {name: values[name] for name in names}), names


def test_a_proposer_may_combine_anything_or_by_the_reading_a_closed_list(seller: Reader) -> None:
    values = {name: value for name, (value, _) in by_value(seller).items()}
    values["BeforeEndTime"] = "2100-01-01T00:00:00Z"
    for names in some([*values], 2):
        assert is_taken(seller, "Proposer", {name: values[name] for name in names}), names
    everything = {**values, "BeforeStartTime": "2100-01-01", "BeforeLastUpdateTime": "2100-01-01"}
    ten = {name: everything[name] for name in sorted(everything)[:8]}
    assert is_taken(seller, "Proposer", ten), "ten filters with PartyType and AgreementType"
    seller.marketplace.set_readings(proposer_filter_combinations="closed_list")
    older = [
        "ResourceType",
        "ResourceIdentifier",
        "AcceptorAccountId",
        "OfferId",
        "OfferSetId",
        "Status",
        "BeforeEndTime",
    ]
    taken = [names for names in some(older, 4) if is_taken(seller, "Proposer", {name: values[name] for name in names})]
    assert len(taken) == 36
    assert frozenset({"AcceptorAccountId", "OfferId", "Status", "BeforeEndTime"}) in taken
    assert frozenset({"ResourceType", "OfferId"}) not in taken
    assert not is_taken(seller, "Proposer", {"LicenseArn": values["LicenseArn"]})


@pytest.mark.parametrize("missing", ["PartyType", "AgreementType"])
def test_party_and_type_are_required(seller: Reader, missing: str) -> None:
    given = {"PartyType": "Proposer", **PURCHASES, "Status": "ACTIVE"}
    filters = [{"name": name, "values": [value]} for name, value in given.items() if name != missing]
    _, code, members = refusal(seller.client.search_agreements, filters=filters)
    assert (code, members["reason"], members["message"]) == ("ValidationException", "UNSUPPORTED_FILTERS", UNSUPPORTED)
    assert missing in members["fields"][0]["message"]
    assert refusal(seller.client.search_agreements)[2]["reason"] == "UNSUPPORTED_FILTERS"


@pytest.mark.parametrize(
    ("filters", "reason", "told"),
    [
        ([{"values": ["x"]}], "MISSING_FILTER_NAME", "has no name"),
        ([{"name": "Staus", "values": ["ACTIVE"]}], "INVALID_FILTER_NAME", "did you mean 'Status'"),
        ([{"name": "", "values": ["ACTIVE"]}], "INVALID_FILTER_NAME", "'' is not a filter"),
        ([{"name": "Status", "values": ["ACTIVE"]}] * 2, "INVALID_FILTER_NAME", "Status is given twice"),
        ([{"name": "Status"}], "MISSING_FILTER_VALUES", "Status has no values"),
        ([{"name": "Status", "values": []}], "INVALID_FILTER_VALUES", "Status has 0 values"),
        ([{"name": "Status", "values": ["ACTIVE", "EXPIRED"]}], "INVALID_FILTER_VALUES", "Status has 2 values"),
        ([{"name": "Status", "values": ["active"]}], "INVALID_FILTER_VALUES", "Status is 'active'; expected ACTIVE or"),
        ([{"name": "OfferId", "values": ["a b"]}], "INVALID_FILTER_VALUES", "1 to 256 letters"),
        ([{"name": "AcceptorAccountId", "values": ["12"]}], "INVALID_FILTER_VALUES", "12 digits"),
        ([{"name": "BeforeEndTime", "values": ["1796000000"]}], "INVALID_FILTER_VALUES", "ISO 8601"),
        ([{"name": "BeforeEndTime", "values": ["2026-02-30"]}], "INVALID_FILTER_VALUES", "ISO 8601"),
        ([{"name": "PartyType", "values": ["Seller"]}], "INVALID_FILTER_VALUES", "Proposer or Acceptor"),
        (
            [{"name": "AgreementType", "values": ["VendorInsightsAgreement"]}],
            "INVALID_FILTER_VALUES",
            "PurchaseAgreement",
        ),
        ([{"name": "EndTimeBehaviorType", "values": ["Renew"]}], "INVALID_FILTER_VALUES", "RENEW or REPLACE"),
        (
            [{"name": "BeforeEndTime", "values": ["2026-01-01"]}, {"name": "AfterEndTime", "values": ["2026-01-02"]}],
            "INVALID_FILTER_VALUES",
            "precedes AfterEndTime",
        ),
        ([{"name": "Status", "values": ["ACTIVE"]}] * 11, "INVALID_FILTERS", "at most 10"),
    ],
)
def test_a_wrong_filter_is_told(seller: Reader, filters: list[dict[str, Any]], reason: str, told: str) -> None:
    client = seller.marketplace.client("marketplace-agreement", config=Config(parameter_validation=False))
    named = {each.get("name") for each in filters}
    usual = [{"name": name, "values": [value]} for name, value in {"PartyType": "Proposer", **PURCHASES}.items()]
    given = filters + [each for each in usual if each["name"] not in named and len(filters) < 11]
    status, code, members = refusal(client.search_agreements, filters=given)
    assert (status, code, members["reason"]) == (400, "ValidationException", reason)
    (field,) = members["fields"]
    assert told in field["message"]
    assert members["message"] == (WRONG_VALUES if reason == "INVALID_FILTER_VALUES" else field["message"])


@pytest.mark.parametrize(
    ("party", "parameters", "reason"),
    [
        ("Proposer", {"sort": {"sortBy": "Status"}}, "INVALID_SORT_BY"),
        ("Acceptor", {"sort": {"sortBy": "StartTime"}}, "INVALID_SORT_BY"),
        ("Acceptor", {"sort": {"sortBy": "LastUpdateTime"}}, "INVALID_SORT_BY"),
        ("Proposer", {"sort": {"sortOrder": "DOWN"}}, "INVALID_SORT_ORDER"),
        ("Proposer", {"catalog": "AWSMarketplace2"}, "INVALID_CATALOG"),
    ],
)
def test_a_wrong_order_or_catalog_is_told(seller: Reader, party: str, parameters: dict[str, Any], reason: str) -> None:
    filters = [{"name": name, "values": [value]} for name, value in {"PartyType": party, **PURCHASES}.items()]
    assert refusal(seller.client.search_agreements, filters=filters, **parameters)[2]["reason"] == reason


def test_every_order(seller: Reader, buyer: Reader) -> None:
    by_start = ["cedar-analytics", "dogwood-backup-production", "alder-analytics", "birch-analytics-trial"]
    by_start += ["alder-backup", "dogwood-backup-staging"]
    for sort_by, ascending in {"EndTime": BY_END + WITHOUT_END, "StartTime": by_start}.items():
        assert seller.found(more={"sort": {"sortBy": sort_by}}) == ascending
        descending = {"sortBy": sort_by, "sortOrder": "DESCENDING"}
        assert seller.found(more={"sort": descending}) == ascending[::-1]
    seller.marketplace.cancel_agreement(seller.id_of("alder-analytics"))
    newest = {"sortBy": "LastUpdateTime", "sortOrder": "DESCENDING"}
    assert seller.found(more={"sort": newest})[0] == "alder-analytics"
    seller.marketplace.set_readings(search_default_order="end_time_descending")
    assert buyer.found("Acceptor") == ["alder-backup", "alder-analytics"]
    assert buyer.found("Acceptor", more={"sort": {"sortOrder": "ASCENDING"}}) == ["alder-analytics", "alder-backup"]


@pytest.mark.parametrize("size", [1, 2, 5, 6, 50])
@pytest.mark.parametrize("order", ["ascending", "end_time_descending"])
def test_all_pages_together_are_the_whole(seller: Reader, size: int, order: str) -> None:
    seller.marketplace.set_readings(search_default_order=order)
    whole, pages = seller.found(), list(seller.pages(size))
    assert [name for page in pages for name in page] == whole
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages) == max(1, -(-len(whole) // size))
    paginator = seller.client.get_paginator("search_agreements")
    filters = [{"name": name, "values": [value]} for name, value in {"PartyType": "Proposer", **PURCHASES}.items()]
    asked = paginator.paginate(filters=filters, PaginationConfig={"PageSize": size})
    assert [seller.named(each["agreementId"]) for page in asked for each in page["agreementViewSummaries"]] == whole


def test_a_token_continues_only_its_own_search(seller: Reader, buyer: Reader) -> None:
    token = seller.search(more={"maxResults": 1}, Status="ACTIVE")["nextToken"]
    assert re.fullmatch(r"[a-zA-Z0-9+/=_-]{1,8192}", token)
    for told, reader, filters, more in (
        ("for other filters", seller, {"Status": "CANCELLED"}, {}),
        ("for other filters", seller, {}, {}),
        ("in another order", seller, {"Status": "ACTIVE"}, {"sort": {"sortOrder": "DESCENDING"}}),
        ("to another account", buyer, {"Status": "ACTIVE"}, {}),
    ):
        given = [
            {"name": name, "values": [value]}
            for name, value in {"PartyType": "Proposer", **PURCHASES, **filters}.items()
        ]
        _, _, members = refusal(reader.client.search_agreements, filters=given, nextToken=token, **more)
        assert (members["reason"], f"was returned {told}" in members["message"]) == ("INVALID_NEXT_TOKEN", True)
    seller.marketplace.reset(only=("agreements",))
    given = [
        {"name": name, "values": [value]}
        for name, value in {"PartyType": "Proposer", **PURCHASES, "Status": "ACTIVE"}.items()
    ]
    assert "reset" in refusal(seller.client.search_agreements, filters=given, nextToken=token)[2]["message"]


def test_a_change_between_pages_loses_no_other_agreement(seller: Reader) -> None:
    first = seller.search(more={"maxResults": 2})
    assert [seller.named(each["agreementId"]) for each in first["agreementViewSummaries"]] == BY_END[:2]
    seller.marketplace.cancel_agreement(seller.id_of("birch-analytics-trial"))
    rest = seller.found(more={"nextToken": first["nextToken"]})
    assert rest == [BY_END[2], *WITHOUT_END]


def test_an_agreement_without_an_end_has_the_end_that_the_reading_gives(seller: Reader) -> None:
    assert seller.found(AfterEndTime="2100-01-01T00:00:00Z") == []
    assert seller.found(BeforeEndTime="9999-12-31T00:00:00Z") == BY_END
    seller.marketplace.set_readings(payg_end_time="9999-01-01")
    assert seller.found(AfterEndTime="2100-01-01T00:00:00Z") == WITHOUT_END
    assert seller.found(BeforeEndTime="9999-12-31T00:00:00Z") == BY_END + WITHOUT_END


def test_a_search_is_about_what_its_filters_name(seller: Reader) -> None:
    known = next(each for each in seller.marketplace.agreements() if each["name"] == "alder-backup")
    seller.search(LicenseArn=known["license_arn"], AcceptorAccountId="210987654321")
    seller.search(Status="ACTIVE")
    (found,) = seller.marketplace.exchanges(license_arn=known["license_arn"])
    assert found["about"]["customer_aws_account_id"] == ["210987654321"]
    seller.marketplace.add_fault(customer_aws_account_id="210987654321", error="ThrottlingException")
    filters = {"PartyType": "Proposer", **PURCHASES, "AcceptorAccountId": "210987654321"}
    given = [{"name": name, "values": [value]} for name, value in filters.items()]
    assert refusal(seller.client.search_agreements, filters=given)[1] == "ThrottlingException"
    assert seller.found(AcceptorAccountId="432109876543") == ["cedar-analytics"]
