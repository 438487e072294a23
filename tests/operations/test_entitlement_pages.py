"""The pages of GetEntitlements: every NextToken, empty pages, changes between pages, and random filters beside a set."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from tests.tiers import examples
from tests.wire import cbor_client

SERVICE = "marketplace-entitlement"
DIMENSIONS: list[Any] = [{"key": key, "types": ["Entitled"]} for key in ("seats", "tier", "gb")]


class Sold:
    """A product, its agreements and GetEntitlements through boto3, which sends what its model forbids too."""

    def __init__(self, marketplace: Marketplace, generation: Any = "concurrent", *, cbor: bool = False) -> None:
        self.marketplace = marketplace
        made = marketplace.create_product(f"anchor-{generation}", generation=generation, dimensions=DIMENSIONS)
        self.code = made["product_code"]
        unchecked = Config(parameter_validation=False)
        self.client = (cbor_client.client if cbor else Marketplace.client)(marketplace, SERVICE, config=unchecked)

    def agree(self, buyer: str | None = None, **entitlements: Any) -> Any:
        """Create an agreement, with a new buyer unless one is given."""
        account = (
            buyer or self.marketplace.create_buyer(f"b{len(self.marketplace.buyers())}")["customer_aws_account_id"]
        )
        return self.marketplace.create_agreement(
            product_code=self.code, customer_aws_account_id=account, entitlements=entitlements or {"seats": 1}
        )

    def page(self, **given: Any) -> Any:
        """Ask for one page."""
        return self.client.get_entitlements(**{"ProductCode": self.code, **given})

    def pages(self, **given: Any) -> Iterator[list[dict[str, Any]]]:
        """Ask for all pages, one after the other."""
        while True:
            page = self.page(**given)
            yield page.get("Entitlements", [])
            if "NextToken" not in page:
                return
            given["NextToken"] = page["NextToken"]

    def refusal(self, **given: Any) -> tuple[str, str]:
        """Return the code and the text of the error that answers a call."""
        with pytest.raises(ClientError) as refused:
            self.page(**given)
        return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


@pytest.fixture
def sold(marketplace: Marketplace) -> Sold:
    """A product with three agreements, each of one entitlement."""
    made = Sold(marketplace)
    for _ in range(3):
        made.agree()
    return made


@pytest.mark.parametrize(("size", "lengths"), [(1, [1, 1, 1]), (2, [2, 1]), (3, [3]), (25, [3])])
def test_pages_have_at_most_so_many_and_only_the_last_has_no_token(sold: Sold, size: int, lengths: list[int]) -> None:
    assert list(map(len, sold.pages(MaxResults=size))) == lengths


def test_a_page_has_25_entitlements_if_the_caller_does_not_say(sold: Sold) -> None:
    for _ in range(23):
        sold.agree()
    assert list(map(len, sold.pages())) == [25, 1]


def test_boto3_s_paginator_finds_all(sold: Sold) -> None:
    pages = sold.client.get_paginator("get_entitlements").paginate(
        ProductCode=sold.code, PaginationConfig={"PageSize": 2}
    )
    assert [len(page["Entitlements"]) for page in pages] == [2, 1]


@pytest.mark.parametrize("size", [-1, 0, 26, 123])
def test_a_size_out_of_bounds_is_refused(sold: Sold, size: int) -> None:
    code, text = sold.refusal(MaxResults=size)
    assert code == "ValidationException"
    assert f"Value '{size}' at 'maxResults' failed to satisfy constraint" in text


@pytest.mark.parametrize("size", ["25", 2.5, True])
def test_a_size_that_is_no_whole_number_is_refused(sold: Sold, size: Any) -> None:
    assert sold.refusal(MaxResults=size)[0] == "SerializationException"


@pytest.mark.parametrize("token", ["", " ", "two words", "\n"])
def test_a_token_with_blanks_is_refused(sold: Sold, token: str) -> None:
    code, text = sold.refusal(NextToken=token)
    assert code == "ValidationException"
    assert "'nextToken'" in text


@pytest.mark.parametrize("change", ["made-up", "é", "=", "longer", "shorter", "last", "first", "case"])
def test_a_made_up_token_is_refused(sold: Sold, change: str) -> None:
    real = sold.page(MaxResults=1)["NextToken"]
    last = chr(ord(real[-1]) + 1)
    made_up = {
        "longer": real + "A",
        "shorter": real[:-1],
        "last": real[:-1] + last,
        "first": "B" + real[1:],
        "case": real.swapcase(),
    }
    code, text = sold.refusal(NextToken=made_up.get(change, change))
    assert code == "InvalidParameterException"
    assert "NextToken is not one that this operation returned" in text


def test_a_token_continues_only_its_own_list(sold: Sold) -> None:
    both = ["seats", "tier"]
    token = sold.page(MaxResults=1, Filter={"DIMENSION": both})["NextToken"]
    assert sold.page(MaxResults=2, NextToken=token, Filter={"DIMENSION": [*reversed(both), "tier"]})["Entitlements"]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "for another filter"),
        ({"Filter": {"DIMENSION": ["seats"]}}, "for another filter"),
        ({"Filter": {"DIMENSION": both, "LICENSE_ARN": ["arn"]}}, "for another filter"),
        ({"Filter": {"DIMENSION": both}, "ProductCode": "other"}, "for another product"),
    ]
    for given_, difference in wrong:
        code, text = sold.refusal(NextToken=token, **given_)
        assert code == "InvalidParameterException"
        assert f"NextToken was returned {difference}; send" in text


def test_a_token_from_before_a_reset_is_refused_and_one_from_before_another_change_is_not(sold: Sold) -> None:
    code = sold.marketplace.products()[0]["product_code"]
    token = sold.page(ProductCode=code, MaxResults=1)["NextToken"]
    sold.marketplace.reset("faults")
    sold.marketplace.snapshot("here")
    sold.agree()
    sold.marketplace.restore("here")
    assert sold.page(ProductCode=code, NextToken=token)["Entitlements"]
    sold.marketplace.reset("buyers")
    error, text = sold.refusal(ProductCode=code, NextToken=token)
    assert error == "InvalidParameterException"
    assert "NextToken was returned before the emulator was reset; send" in text
    sold.marketplace.restore("here")
    assert sold.refusal(ProductCode=code, NextToken=token)[0] == "InvalidParameterException"
    assert sold.page(ProductCode=code, NextToken=sold.page(ProductCode=code, MaxResults=1)["NextToken"])["Entitlements"]


def test_pages_go_on_while_agreements_come_and_go(sold: Sold) -> None:
    first, second, third = (each["LicenseArn"] for each in sold.page()["Entitlements"])
    by_license = {each["license_arn"]: each["agreement_id"] for each in sold.marketplace.agreements()}
    pages = sold.pages(MaxResults=1)
    assert [each["LicenseArn"] for each in next(pages)] == [first]
    sold.marketplace.cancel_agreement(by_license[first])
    sold.marketplace.cancel_agreement(by_license[second])
    added = sold.agree()["license_arn"]
    assert [each["LicenseArn"] for page in pages for each in page] == [third, added]


@pytest.mark.parametrize("answer", ["empty_list", "absent"])
def test_an_empty_page_may_come_first(sold: Sold, answer: str) -> None:
    sold.marketplace.set_readings(empty_entitlement_page="first", no_entitlements_answer=answer)
    page = sold.page(MaxResults=2)
    assert page.get("Entitlements", "absent") == ([] if answer == "empty_list" else "absent")
    assert page["NextToken"]
    assert list(map(len, sold.pages(MaxResults=2))) == [0, 2, 1]
    paginated = sold.client.get_paginator("get_entitlements").paginate(ProductCode=sold.code)
    assert len(paginated.build_full_result()["Entitlements"]) == 3


BUYERS = ("210987654321", "321098765432", "432109876543")
KINDS = {7: "IntegerValue", 2.5: "DoubleValue", False: "BooleanValue", "gold": "StringValue"}
AGREEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["legacy", "concurrent"]),
        st.sampled_from(BUYERS),
        st.dictionaries(st.sampled_from([each["key"] for each in DIMENSIONS]), st.sampled_from([*KINDS])),
        st.sampled_from(["now-1h", "now+1h"]),
        st.sampled_from([None, None, "now-1m", "now+2h"]),
        st.sampled_from([None, None, None, "CANCELLED", "EXPIRED", "REPLACED"]),
    ),
    min_size=3,
    max_size=12,
)


def values(known: list[str]) -> st.SearchStrategy[list[str]]:
    """Return a strategy for values of a filter's key."""
    return st.lists(st.sampled_from([*known, "none"]), min_size=1, max_size=4)


@pytest.mark.slow
@given(data=st.data(), cbor=st.booleans())
@settings(max_examples=examples(40, nightly=2_000), suppress_health_check=list(HealthCheck))
def test_all_pages_together_are_what_a_plain_set_says(
    marketplace: Marketplace, data: st.DataObject, cbor: bool
) -> None:
    marketplace.reset()
    marketplace.clock.freeze()
    by_generation = {each: Sold(marketplace, each, cbor=cbor) for each in ("legacy", "concurrent")}
    expected: dict[str, list[tuple[Any, ...]]] = {"legacy": [], "concurrent": []}
    identifiers = {each["customer_aws_account_id"]: each["customer_identifier"] for each in marketplace.buyers()}
    taken, licenses = set(), []
    for generation, buyer, granted, start, end, status in data.draw(AGREEMENTS):
        if generation == "legacy" and buyer in taken:
            continue
        made = marketplace.create_agreement(
            product_code=by_generation[generation].code,
            customer_aws_account_id=buyer,
            entitlements=granted,
            start_time=start,
            end_time=None if start == "now+1h" and end == "now-1m" else end,
        )
        if status is not None and not (start == "now-1h" and end == "now-1m"):  # else it has expired by itself
            marketplace.cancel_agreement(made["agreement_id"], status)
        elif status is None and generation == "legacy":
            taken.add(buyer)
        licenses.append(made["license_arn"])
        if status is None and start == "now-1h" and end != "now-1m":
            expected[generation] += [
                (buyer, made["license_arn"], key, {KINDS[value]: value}) for key, value in granted.items()
            ]
    generation = data.draw(st.sampled_from(["legacy", "concurrent"]))
    wanted: dict[str, list[str]] = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "DIMENSION": values([each["key"] for each in DIMENSIONS]),
                "LICENSE_ARN": values(licenses),
                "CUSTOMER_AWS_ACCOUNT_ID": values([*BUYERS]),
                "CUSTOMER_IDENTIFIER": values([identifiers[each] for each in BUYERS]),
            },
        ).filter(lambda given: not {"CUSTOMER_AWS_ACCOUNT_ID", "CUSTOMER_IDENTIFIER"} <= given.keys())
    )
    size = data.draw(st.integers(1, 25))
    found = [
        (each["CustomerAWSAccountId"], each["LicenseArn"], each["Dimension"], each["Value"])
        for page in by_generation[generation].pages(Filter=wanted, MaxResults=size)
        for each in page
    ]
    matching = [
        each
        for each in expected[generation]
        if each[0] in wanted.get("CUSTOMER_AWS_ACCOUNT_ID", [each[0]])
        and each[1] in wanted.get("LICENSE_ARN", [each[1]])
        and each[2] in wanted.get("DIMENSION", [each[2]])
        and (
            "CUSTOMER_IDENTIFIER" not in wanted
            or (generation == "legacy" and identifiers[each[0]] in wanted["CUSTOMER_IDENTIFIER"])
        )
    ]
    assert found == matching


def steps(driver: sqlite3.Connection, sold: Sold, **given: Any) -> int:
    """Return how many of SQLite's steps a page takes, in tens."""
    count = 0

    def counted() -> int:
        nonlocal count
        count += 1
        return 0

    sold.page(**given)
    driver.set_progress_handler(counted, 10)
    sold.page(**given)
    driver.set_progress_handler(None, 0)
    return count


def test_a_page_reads_only_what_it_needs_however_many_agreements_there_are(marketplace: Marketplace) -> None:
    driver = marketplace.world.store._driver
    sold = Sold(marketplace)
    known = [sold.agree("210987654321", seats=each, gb=each) for each in range(3)]
    usual = {
        "CUSTOMER_AWS_ACCOUNT_ID": ["210987654321"],
        "LICENSE_ARN": [known[0]["license_arn"], known[1]["license_arn"]],
    }
    calls: list[dict[str, Any]] = [
        {"Filter": {name: usual[name] for name in names}, "MaxResults": 2}
        for names in ((), ("CUSTOMER_AWS_ACCOUNT_ID",), ("LICENSE_ARN",), tuple(usual))
    ]
    calls += [{"Filter": {"DIMENSION": ["gb"]}, "MaxResults": 2}]
    before = [steps(driver, sold, **each) for each in calls]
    marketplace.create_agreements(3000, product_code=sold.code, tokens=0, entitlements={"seats": 5})
    marketplace.create_agreements(3000, product_code=sold.code, tokens=0)
    after = [steps(driver, sold, **each) for each in calls]
    assert all(now <= 1.5 * then for then, now in zip(before, after, strict=True)), (before, after)
    page = sold.page(MaxResults=25)
    later = {"MaxResults": 25, "NextToken": page["NextToken"]}
    assert steps(driver, sold, **later) <= 1.5 * steps(driver, sold, MaxResults=25)
