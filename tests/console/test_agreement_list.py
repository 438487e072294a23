"""The list of agreements at the wire: its order, its pages and its filters."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest

from marketplace_emulator import Marketplace
from tests.console.person import LIST, Person, accept, page_of, text


def test_the_newest_agreements_are_first_and_the_older_ones_on_the_pages_after(
    person: Person, marketplace: Marketplace
) -> None:
    code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
    marketplace.create_agreements(60, product_code=code)
    seen, path = [], LIST
    while path:
        page = person.get(path)
        names = re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)
        assert len(names) <= 50
        seen += names
        older = re.search(r'rel="next" href="([^"]*)"', page)
        path = html.unescape(older[1]) if older else ""
    assert seen == [each["name"] for each in marketplace.agreements()][::-1]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("status=CANCELLED", lambda each: each["status"] == "CANCELLED"),
        ("buyer=alder-logistics", lambda each: each["customer_aws_account_id"] == "210987654321"),
        ("buyer=210987654321&status=ACTIVE", lambda each: each["customer_aws_account_id"] == "210987654321"),
        ("buyer=&status=&product=", lambda _: True),
    ],
)
def test_the_list_is_filtered(person: Person, marketplace: Marketplace, query: str, kept: Any) -> None:
    page = person.get(f"{LIST}?{query}")
    found = set(re.findall(r'id="agreement-([^"]*)"', page))
    assert found == {each["agreement_id"] for each in marketplace.agreements() if kept(each)} != set()


def test_the_list_is_filtered_by_product(person: Person, marketplace: Marketplace) -> None:
    product = marketplace.products()[0]
    page = person.get(f"{LIST}?product={product['product_code']}")
    found = set(re.findall(r'id="agreement-([^"]*)"', page))
    assert found == {each["agreement_id"] for each in marketplace.agreements(product_code=product["product_code"])}
    assert f'<option value="{product["product_code"]}" selected>' in page


def test_the_list_of_a_buyer_is_the_page_of_the_buyer(person: Person, marketplace: Marketplace) -> None:
    page = person.get(f"{LIST}?buyer=dogwood-labs")
    assert "What dogwood-labs has bought. 543210987654" in text(page)
    assert page.count('id="agreement-') == 2
    assert 'href="/console/timeline?customer_aws_account_id=543210987654"' in page
    marketplace.suspend_buyer("543210987654")
    assert "AWS has suspended this account." in person.get(f"{LIST}?buyer=dogwood-labs")


def test_a_buyer_who_is_not_there_is_told(person: Person) -> None:
    assert "No buyer has the name or the account nobody." in text(person.get(f"{LIST}?buyer=nobody"))
    assert "There are no such agreements." in text(person.get(f"{LIST}?status=TERMINATED"))
    assert person.get(f"{LIST}?status=GONE", 422)


def test_each_agreement_leads_to_its_set_up_and_its_timeline(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, agreement_id="a b:c+d")
    page = person.get(LIST)
    for path in (page_of(agreement_id), f"/console/set-up/{quote(agreement_id)}"):
        assert f'href="{path}"' in page.replace("%3A", ":").replace("%2B", "+") or f'href="{path}"' in page
    assert person.get(page_of(agreement_id))
