"""The fulfillment URL of a product: its own or the emulator's default, on any host, and refused if it is no URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import FixtureError, Marketplace, Refused
from marketplace_emulator.fulfillment import url_of

URLS = [
    "http://127.0.0.1:8000/",
    "http://localhost",
    "https://seller.example:65535/register?plan=gold&x=%2B#top",
    "http://[::1]:8000/register",
    "https://m\u00fcnchen.example/anmelden",
    'http://seller_app.internal/a;b/(c)/"d"<e>',
    "https://seller.example/" + "a" * (2048 - 23),
]
WRONG = [
    "",
    "seller.example",
    "/register",
    "//seller.example/",
    "ftp://seller.example/",
    "javascript:alert(1)",
    "http:seller.example",
    "http://",
    "http:///register",
    "http://:8000/",
    "http://seller.example:65536/",
    "http://seller.example:eight/",
    "http://user:secret@seller.example/",
    "http://seller.example\\@other.example/",
    "http://seller .example/",
    "http://seller.example/a b",
    "http://seller.example/\n",
    "http://[::1/",
    "https://seller.example/" + "a" * 2026,
]


@pytest.mark.parametrize("url", URLS)
def test_any_http_url_is_kept_as_it_is(marketplace: Marketplace, url: str) -> None:
    made = marketplace.create_product("anchor", fulfillment_url=url)
    assert made["fulfillment_url"] == url
    other = marketplace.products()[0]["product_code"]
    assert marketplace.set_fulfillment_url(other, url)["fulfillment_url"] == url
    assert marketplace.products()[0]["fulfillment_url"] == url


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_url_is_refused_and_changes_nothing(marketplace: Marketplace, url: str) -> None:
    code = marketplace.products()[0]["product_code"]
    for call in (
        lambda: marketplace.set_fulfillment_url(code, url),
        lambda: marketplace.create_product("anchor", fulfillment_url=url),
    ):
        with pytest.raises(Refused, match=r"fulfillment_url is .*expected (an absolute http|text of at most)"):
            call()
    assert [each["fulfillment_url"] for each in marketplace.products()] == [None] * 3


def test_a_product_that_is_not_there_is_refused(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="there is no product 'nothing'"):
        marketplace.set_fulfillment_url("nothing", "http://127.0.0.1:8000/")


def test_the_url_must_be_given_to_change_it(marketplace: Marketplace) -> None:
    code = marketplace.products()[0]["product_code"]
    with pytest.raises(Refused, match="'fulfillment_url' is missing"):
        marketplace.request("PUT", f"/products/{code}", {})


def test_a_product_has_its_own_url_or_else_the_default(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = marketplace.world
    code = marketplace.products()[0]["product_code"]

    def in_force() -> str | None:
        with world.transaction():
            return url_of(world, code)

    assert in_force() is None
    monkeypatch.setattr(world, "default_fulfillment_url", "http://127.0.0.1:4200/")  # other tests share this world
    assert in_force() == "http://127.0.0.1:4200/"
    marketplace.set_fulfillment_url(code, "https://seller.example/")
    assert in_force() == "https://seller.example/"
    marketplace.snapshot("own")
    marketplace.set_fulfillment_url(code, None)
    assert in_force() == "http://127.0.0.1:4200/"
    marketplace.restore("own")
    assert in_force() == "https://seller.example/"
    marketplace.reset()
    assert in_force() == "http://127.0.0.1:4200/"


def test_a_fixture_file_names_it(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text("products: [{name: backup, fulfillment_url: 'http://127.0.0.1:8000/register'}]\n")
    marketplace = Marketplace([file])
    assert marketplace.products()[0]["fulfillment_url"] == "http://127.0.0.1:8000/register"
    file.write_text("products:\n  - {name: backup, fulfillment_url: 127.0.0.1:8000}\n")
    with pytest.raises(FixtureError, match=r"world.yaml:2.*fulfillment_url.*expected an absolute http or https URL"):
        Marketplace([file])
