"""The events before the end of an agreement: they come on their days, and not to agreements that have ended."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Refused
from tests.events.life import BUYER, RESALE, SELLER, Life

ENDING = "Purchase Agreement Ending - Proposer"
FINAL = "Purchase Agreement Renewal Terms Finalized - Proposer"
UPCOMING = "Purchase Agreement Renewal Upcoming - Proposer"
END = "2028-01-01T00:00:00Z"
RENEWAL = {
    "auto_renew": True,
    "price": "100000",
    "price_increase": "5.00",
    "lockout_period": "P30D",
    "adjustment_deadline": "P60D",
}


def ending(life: Life) -> list[tuple[int, str]]:
    """Return the days before the end and the time of each Ending."""
    return [(each["detail"]["agreement"]["daysBeforeEndTime"], each["time"][:10]) for each in life.events(ENDING)]


def renewing(life: Life, **fields: Any) -> dict[str, Any]:
    """Let the buyer accept an agreement of a year that renews by itself."""
    given = {"end_time": "now+365d", "offer_id": "offer-abcdefghijklm", "auto_renew": True} | fields
    return life.accept(**given)


def test_an_agreement_of_a_year_gets_five_notices_of_its_end(life: Life) -> None:
    made = life.accept(end_time="now+365d")
    life.marketplace.clock.advance("364d")
    assert ending(life) == [
        (180, "2027-07-05"),
        (120, "2027-09-03"),
        (90, "2027-10-03"),
        (60, "2027-11-02"),
        (30, "2027-12-02"),
    ]
    first = life.events(ENDING)[0]
    assert first["time"] == "2027-07-05T00:00:00Z"
    del first["detail"]["requestId"]
    assert first["detail"] == {
        "catalog": "AWSMarketplace",
        "agreement": {
            "id": made["agreement_id"],
            "startTime": "2027-01-01T00:00:00Z",
            "endTime": END,
            "status": "ACTIVE",
            "daysBeforeEndTime": 180,
            "autoRenewalEnabled": False,
        },
        "renewalSummary": {"lockoutStartTime": None, "disabledBy": None},
        "product": {"id": life.product["concurrent"]["product_id"], "title": "harbor"},
        "acceptor": {"accountId": BUYER},
        "proposer": {"name": f"Seller {SELLER}", "accountId": SELLER},
        "offer": {"id": made["offer_id"]},
    }


def test_the_older_guide_s_days(life: Life) -> None:
    life.marketplace.set_readings(agreement_ending_days="90_60_30")
    life.accept(end_time="now+365d")
    life.marketplace.clock.advance("364d")
    assert [days for days, _ in ending(life)] == [90, 60, 30]


@pytest.mark.parametrize(("length", "days"), [("30d", []), ("31d", [30]), ("100d", [90, 60, 30])])
def test_a_short_agreement_gets_those_notices_that_are_still_to_come(life: Life, length: str, days: list[int]) -> None:
    life.accept(end_time=f"now+{length}")
    life.marketplace.clock.advance(length)
    assert [each for each, _ in ending(life)] == days


def test_only_agreements_that_renew_get_notices_by_the_other_reading(life: Life) -> None:
    life.marketplace.set_readings(agreement_ending_for="auto_renewing")
    life.offer(**RENEWAL)
    life.accept(name="ends", end_time="now+365d", auto_renew=False)
    renewing(life)
    life.marketplace.clock.advance("364d")
    assert [each["detail"]["agreement"]["autoRenewalEnabled"] for each in life.events(ENDING)] == [True] * 5


@pytest.mark.parametrize("end", [{"end_time": None}, {"end_time": "now+365d"}])
@pytest.mark.parametrize("step", ["cancel", "terminate", "expire"])
def test_an_agreement_that_has_ended_gets_no_notice(life: Life, step: str, end: dict[str, Any]) -> None:
    made = life.accept(**end)
    life.marketplace.clock.advance("200d")
    told = len(ending(life))
    life.take(step, made["agreement_id"])
    life.marketplace.clock.advance("200d")
    assert len(ending(life)) == told == (0 if end["end_time"] is None else 1)


def test_an_agreement_that_is_not_paid_for_gets_its_notices_once_it_is(life: Life) -> None:
    made = life.accept(end_time="now+365d", payment="fails")
    life.marketplace.clock.advance("200d")
    assert ending(life) == []
    life.take("pay", made["agreement_id"])
    life.marketplace.clock.advance("100d")
    assert [days for days, _ in ending(life)] == [120, 90]


def test_a_legacy_product_s_agreement_gets_no_notice(life: Life) -> None:
    life.accept("legacy", end_time="now+365d")
    life.marketplace.clock.advance("300d")
    assert [each["action"] for each in life.events()] == ["subscribe-success"]


def test_the_price_of_a_renewal_becomes_final_and_then_the_renewal_is_locked(life: Life) -> None:
    life.offer(**RENEWAL)
    made = renewing(life)
    life.marketplace.clock.advance("364d")
    final, upcoming = life.only(FINAL), life.only(UPCOMING)
    common = {
        "catalog": "AWSMarketplace",
        "agreement": {"id": made["agreement_id"], "startTime": "2027-01-01T00:00:00Z", "endTime": END},
        "product": {"id": life.product["concurrent"]["product_id"], "title": "harbor"},
        "acceptor": {"accountId": BUYER},
        "proposer": {"name": f"Seller {SELLER}", "accountId": SELLER},
    }
    for event, time, summary in (
        (
            final,
            "2027-11-02T00:00:00Z",
            {
                "tcv": "105000.00",
                "currency": "USD",
                "termsFinalizedTime": "2027-11-02T00:00:00Z",
                "lockoutReached": False,
                "lockoutStartTime": "2027-12-02T00:00:00Z",
            },
        ),
        (upcoming, "2027-12-02T00:00:00Z", {"lockoutReached": True, "tcv": "105000.00", "currency": "USD"}),
    ):
        del event["detail"]["requestId"]
        assert event["time"] == time
        assert event["detail"] == common | {"renewalSummary": summary}
    assert life.events(ENDING)[0]["detail"]["renewalSummary"] == {
        "lockoutStartTime": "2027-12-02T00:00:00Z",
        "disabledBy": None,
    }


def test_a_renewal_without_a_lockout_period_is_never_locked(life: Life) -> None:
    life.offer(**RENEWAL | {"lockout_period": None})
    renewing(life)
    life.marketplace.clock.advance("364d")
    assert life.events(UPCOMING) == []
    summary = life.only(FINAL)["detail"]["renewalSummary"]
    assert summary["lockoutReached"] is None and summary["lockoutStartTime"] is None


def test_a_fixed_price_increase_is_not_announced(life: Life) -> None:
    life.offer(**RENEWAL | {"adjustment_deadline": None})
    renewing(life)
    life.marketplace.clock.advance("364d")
    assert life.events(FINAL) == [] and life.only(UPCOMING)


def test_a_renewal_that_the_buyer_does_not_want_is_neither_priced_nor_locked(life: Life) -> None:
    life.offer(**RENEWAL)
    renewing(life, auto_renew=False)
    life.marketplace.clock.advance("364d")
    assert life.events(FINAL) == life.events(UPCOMING) == []
    assert life.events(ENDING)[0]["detail"]["renewalSummary"]["disabledBy"] == "ACCEPTOR"


def test_the_manufacturer_of_a_resold_product_gets_no_notice(life: Life) -> None:
    life.offer(**RENEWAL, **RESALE)
    renewing(life)
    life.marketplace.clock.advance("364d")
    assert {each["detail-type"] for each in life.events()} == {
        "Purchase Agreement Created - Manufacturer",
        "License Updated - Manufacturer",
    }


@pytest.mark.parametrize("buyer_too", [False, True])
def test_a_renewal_that_the_seller_does_not_want_is_neither_priced_nor_locked(life: Life, buyer_too: bool) -> None:
    life.offer(**RENEWAL)
    made = renewing(life, auto_renew=not buyer_too)
    life.take("amend", made["agreement_id"], proposer_opted_out=True)
    life.marketplace.clock.advance("366d")
    amended = life.only("Purchase Agreement Amended - Proposer")["detail"]
    assert amended["agreement"]["autoRenewalEnabled"] is False
    assert amended["renewalSummary"]["disabledBy"] == "PROPOSER"
    assert {each["detail"]["renewalSummary"]["disabledBy"] for each in life.events(ENDING)} == {"PROPOSER"}
    assert life.events(FINAL) == life.events(UPCOMING) == []
    assert life.only("Purchase Agreement Ended - Proposer")["detail"]["agreement"]["status"] == "EXPIRED"


def test_operations_tell_who_opted_out_of_the_renewal(life: Life) -> None:
    life.offer(**RENEWAL)
    made = renewing(life)
    client = life.marketplace.client("marketplace-agreement")
    reasons = []
    for fields in ({"auto_renew": True}, {"auto_renew": False}, {"proposer_opted_out": True}):
        life.take("amend", made["agreement_id"], **fields)
        found = client.describe_agreement(agreementId=made["agreement_id"])["endTimeBehavior"]
        reasons.append((found["type"], found.get("reasonCode")))
    assert reasons == [
        ("RENEW", None),
        ("EXPIRE", "ACCEPTOR_RENEW_OPTED_OUT"),
        ("EXPIRE", "PROPOSER_RENEW_OPTED_OUT"),
    ]


def test_a_last_renewal_is_not_announced(life: Life) -> None:
    life.offer(**RENEWAL, max_renewals=1)
    renewing(life)
    life.marketplace.clock.advance("740d")
    assert len(life.events(UPCOMING)) == len(life.events(FINAL)) == 1
    ended = [each["detail"]["agreement"]["status"] for each in life.events("Purchase Agreement Ended - Proposer")]
    assert ended == ["RENEWED", "EXPIRED"]


@pytest.mark.parametrize("decision", [{"auto_renew": False}, {"proposer_opted_out": True}])
def test_a_locked_renewal_can_no_longer_be_decided(life: Life, decision: dict[str, bool]) -> None:
    life.offer(**RENEWAL)
    made = renewing(life)
    life.marketplace.clock.advance("335d")
    with pytest.raises(Refused, match="could be decided until 2027-12-02T00:00:00Z, when the lockout period"):
        life.take("amend", made["agreement_id"], **decision)
    life.take("amend", made["agreement_id"], entitlements={})
    life.marketplace.clock.advance("-1s")
    life.take("amend", made["agreement_id"], **decision)
