"""Usage and bills over the life of a customer: what is metered when, and by which agreement."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agreements.market import ALDER, Market


def metered(market: Market, agreement: dict[str, Any], quantity: int = 5) -> str:
    """Send this hour's usage of an agreement and return the record's status."""
    record = {"Timestamp": market.marketplace.clock.now(), "CustomerAWSAccountId": ALDER, "Dimension": "calls"}
    code = {}
    if agreement["product_code"] == market.codes["both"]:
        record["LicenseArn"] = agreement["license_arn"]
    else:
        code["ProductCode"] = agreement["product_code"]
    client = market.marketplace.client()
    answer = client.batch_meter_usage(**code, UsageRecords=[{**record, "Quantity": quantity}])
    return str(answer["Results"][0]["Status"])


def billed(market: Market) -> list[tuple[str, str]]:
    """Return each hour that is billed: the agreement and the quantity."""
    names = {each["agreement_id"]: each["name"] for each in market.all()}
    lines = market.marketplace.ledger()["items"]
    return [(names[each["agreement_id"]], each["quantity"]) for each in lines if each["quantity"] != "0"]


def test_usage_goes_on_over_a_renewal_by_the_new_license_and_the_old_one_takes_its_last_hour(market: Market) -> None:
    old = market.accept(name="acme", duration="P1M", auto_renew=True)
    market.advance("30d23h59m59s")
    assert metered(market, old) == "Success"
    market.advance("1s")
    new = market.all()[-1]
    assert new["name"] == "acme (2)"
    assert metered(market, new, 7) == "Success"
    assert metered(market, old, 9) == "CustomerNotSubscribed"  # usage of an hour that began at the end
    market.advance("400d")
    assert metered(market, market.all()[-1]) == "Success"
    assert billed(market) == [("acme", "5"), ("acme (2)", "7"), ("acme (15)", "5")]


def test_a_legacy_customer_is_billed_once_an_hour_over_a_renewal(market: Market) -> None:
    market.accept("usage", name="acme", duration="P1M", auto_renew=True)
    market.advance("30d23h59m59s")
    assert metered(market, market.all()[0]) == "Success"
    market.advance("1s")
    assert metered(market, market.all()[0], 7) == "Success"
    assert metered(market, market.all()[0], 8) == "DuplicateRecord"
    assert billed(market) == [("acme", "5"), ("acme (2)", "7")]


@pytest.mark.parametrize("product", ["both", "usage"])
def test_usage_is_taken_from_the_second_of_the_payment_on(market: Market, product: str) -> None:
    made = market.accept(product, payment="fails")
    assert metered(market, made) == "CustomerNotSubscribed"
    market.take("pay", made["agreement_id"])
    assert metered(market, made) == "Success"


def test_software_in_the_buyer_s_account_is_entitled_to_the_second(market: Market) -> None:
    made = market.accept("usage", start_time="now+1h", end_time="now+2h")
    client = market.marketplace.client(aws_access_key_id="ASIABUYER", aws_secret_access_key="of-the-buyer")
    call = {"ProductCode": market.codes["usage"], "UsageDimension": "calls", "UsageQuantity": 1}

    def is_entitled() -> bool:
        try:
            client.meter_usage(**call, Timestamp=market.marketplace.clock.now())
        except client.exceptions.CustomerNotEntitledException:
            return False
        return True

    assert not is_entitled()
    market.advance("59m59s")
    assert not is_entitled()
    market.advance("1s")
    assert is_entitled()
    market.advance("59m59s")
    assert is_entitled()
    market.advance("1s")
    assert not is_entitled() and market.agreement(made["agreement_id"])["status"] == "EXPIRED"
