"""GetAgreementContacts by boto3: whom a buyer named, derived or given, and when there is nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from marketplace_emulator import Marketplace
from marketplace_emulator.catalogue import by_name
from marketplace_emulator.steering.refused import Refused
from tests.operations.agreements.offer import make_offer
from tests.operations.agreements.reader import OTHER, Reader, refusal

WORLD = """
products: [{name: p}]
buyers:
  - {name: derived}
  - name: given
    contact: {first_name: Zoë, email_address: z@given.example, country_code: DE}
  - {name: nobody, contact: false}
  - name: "-- 北京 & co"
agreements:
  - {name: derived, product: p, buyer: derived}
  - {name: given, product: p, buyer: given}
  - {name: nobody, product: p, buyer: nobody}
  - {name: odd, product: p, buyer: "-- 北京 & co"}
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Reader]:
    """A world whose buyers have contacts of every kind."""
    (tmp_path / "world.yaml").write_text(WORLD, encoding="utf-8")
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        yield Reader(marketplace)


def contact(reader: Reader, name: str) -> Any:
    """Return the contact of an agreement's buyer, or None."""
    return reader.client.get_agreement_contacts(agreementId=reader.id_of(name)).get("acceptorContact")


def test_a_contact_is_derived_from_the_buyer_s_name(seller: Reader) -> None:
    assert contact(seller, "alder-backup") == {
        "firstName": "Ada",
        "lastName": "Lopez",
        "emailAddress": "ada.lopez@alder-logistics.example",
        "companyName": "Alder Logistics",
        "countryCode": "US",
    }
    assert contact(seller, "alder-analytics") == contact(seller, "alder-backup")


def test_given_members_replace_derived_ones(small: Reader) -> None:
    found = contact(small, "given")
    assert (found["firstName"], found["emailAddress"], found["countryCode"]) == ("Zoë", "z@given.example", "DE")
    assert (found["companyName"], bool(found["lastName"])) == ("Given", True)
    assert contact(small, "nobody") is None
    assert [each["contact"] is None for each in small.marketplace.buyers()] == [False, False, True, False]


def test_every_derived_contact_fits_aws_s_shape(small: Reader) -> None:
    operation = by_name()["GetAgreementContacts"]
    shapes = operation.service.shapes
    members = shapes["AcceptorContact"]["members"]
    fits = Draft202012Validator(
        {
            "required": [*members],
            "properties": {
                name: {
                    "pattern": f"^(?:{shapes[each['shape']]['pattern']})$",
                    "maxLength": shapes[each["shape"]].get("max", 2),
                }
                for name, each in members.items()
            },
        }
    )
    for number, name in enumerate(("a", "9", "ÄÖ", "-", "x" * 200, "Ltd. & Söhne", "a\nb", "日本")):
        made = small.marketplace.create_buyer(name)
        code = small.product("p")
        small.marketplace.create_agreement(
            product_code=code, customer_aws_account_id=made["customer_aws_account_id"], name=f"made-{number}"
        )
        fits.validate(contact(small, f"made-{number}"))
    fits.validate(contact(small, "odd"))


def test_an_agreement_that_has_ended_has_no_contact(seller: Reader) -> None:
    assert contact(seller, "cedar-analytics") is None
    seller.marketplace.cancel_agreement(seller.id_of("alder-backup"))
    assert contact(seller, "alder-backup") is None


def test_the_manufacturer_of_a_resold_product_sees_the_contact_too(seller: Reader, stranger: Reader) -> None:
    make_offer(
        seller.marketplace, "offer-resold", proposer_account="444455556666", resale_authorization_id="resaleauthz-1"
    )
    code = seller.product("harbor-backup")
    body = {
        "product_code": code,
        "customer_aws_account_id": "210987654321",
        "name": "resold",
        "offer_id": "offer-resold",
    }
    seller.marketplace.request("POST", "/agreements", body)
    assert contact(seller, "resold") == contact(stranger, "resold") != None  # noqa: E711 - both have one
    assert stranger.described("resold")["proposer"] == {"accountId": "444455556666"}
    assert stranger.found() == ["cedar-search", "resold"]
    foreign = refusal(seller.client.describe_agreement, agreementId=seller.id_of("resold"))
    assert foreign[1] == "ResourceNotFoundException"
    seller.marketplace.reset(only=("products",))


def test_a_contact_from_the_control_api(seller: Reader) -> None:
    made = seller.marketplace.create_buyer("elm-freight", contact={"company_name": "Elm & Söhne"})
    assert made["contact"] is not None and made["contact"]["company_name"] == "Elm & Söhne"
    for wrong in ({"email_address": "no address"}, {"country_code": "us"}, {"first_name": ""}, {"name": "x"}, 7):
        with pytest.raises(Refused) as refused:
            seller.marketplace.create_buyer("oak", contact=wrong)  # type: ignore[arg-type]
        assert refused.value.status == 422
    seller.marketplace.reset(only=("buyers",))


def test_a_stranger_sees_no_contact(seller: Reader) -> None:
    stranger = Reader(seller.marketplace, OTHER)
    call = stranger.client.get_agreement_contacts
    assert refusal(call, agreementId=seller.id_of("alder-backup"))[:2] == (404, "ResourceNotFoundException")
