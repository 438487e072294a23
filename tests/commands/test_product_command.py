"""The command `product`."""

from __future__ import annotations

import json
import re

from tests.commands.conftest import Run


def test_product_create_and_list(run: Run) -> None:
    words = ("--generation", "legacy", "--seller-account", "444455556666", "--product-id", "prod-1")
    code = run("product", "create", "tidewater-search", *words, "--product-code", "search").stdout
    assert code == "search\n"
    made = next(
        each for each in json.loads(run("product", "list", "--json").stdout) if each["name"] == "tidewater-search"
    )
    assert made == {
        "name": "tidewater-search",
        "product_code": "search",
        "product_id": "prod-1",
        "generation": "legacy",
        "seller_account": "444455556666",
        "fulfillment_url": None,
        "dimensions": [],
    }
    assert re.search(
        r"^search +tidewater-search +legacy +444455556666 +-$", run("product", "list").stdout, re.MULTILINE
    )
    assert json.loads(run("product", "create", "other", "--json").stdout)["generation"] == "concurrent"
    assert "already exists" in run("product", "create", "other", code=1).stderr


def test_product_change_sets_and_takes_away_the_fulfillment_url(run: Run) -> None:
    code = run("product", "create", "tidewater-search", "--fulfillment-url", "http://127.0.0.1:8000/").stdout.strip()

    def url() -> object:
        return json.loads(run("product", "list", "--json").stdout)[-1]["fulfillment_url"]

    assert url() == "http://127.0.0.1:8000/"
    changed = run("product", "change", code, "--fulfillment-url", "https://seller.example/register").stdout
    assert (changed, url()) == ("https://seller.example/register\n", "https://seller.example/register")
    wrong = run("product", "change", code, "--fulfillment-url", "seller.example", code=1).stderr
    assert "'seller.example'" in wrong.replace('"', "'")
    assert "expected an absolute http or https URL" in wrong
    assert url() == "https://seller.example/register"
    assert "no fulfillment URL" in run("product", "change", code, "--fulfillment-url", "").stdout
    assert url() is None


def test_product_create_with_dimensions_and_an_agreement_to_them(run: Run) -> None:
    run("product", "create", "anchor-crm", "--metered", "calls=0.01", "--metered", "gb", "--entitled", "gb")
    made = json.loads(run("product", "list", "--json").stdout)[-1]["dimensions"]
    assert [(each["key"], each["types"], each["price"]) for each in made] == [
        ("calls", ["ExternallyMetered"], "0.01"),
        ("gb", ["ExternallyMetered", "Entitled"], None),
    ]
    words = ("agreement", "create", "--product", "anchor-crm", "--buyer", "cedar-retail", "--entitle")
    assert json.loads(run(*words, "gb=25", "--json").stdout)["entitlements"] == {"gb": 25}
    assert json.loads(run(*words, "gb=large", "--json").stdout)["entitlements"] == {"gb": "large"}
    assert "give it as DIMENSION=VALUE" in run(*words, "gb", code=2).stderr
    assert "'calls' is not Entitled" in run(*words, "calls=1", code=1).stderr
