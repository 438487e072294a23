"""The events of EventBridge about an agreement, field for field."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.events.life import BUYER, RESALE, RESELLER, SELLER, START, Life

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def bought_and_cancelled(life: Life, **fields: Any) -> dict[str, Any]:
    """Let the buyer accept an agreement and cancel it a day later; return the agreement."""
    accepted = life.accept(**fields)
    life.marketplace.clock.advance("1d")
    life.take("cancel", accepted["agreement_id"])
    life.marketplace.clock.advance("2h")
    return accepted


def test_the_four_events_of_a_purchase_and_cancellation_as_seen(life: Life) -> None:
    made = bought_and_cancelled(life)
    agreement_id, parties = made["agreement_id"], {"acceptor": {"accountId": BUYER}, "proposer": {"accountId": SELLER}}
    offer, product = {"id": made["offer_id"]}, life.product["concurrent"]
    licensed = {
        "agreement": {"id": agreement_id},
        "product": {"code": product["product_code"], "id": product["product_id"]},
        "license": {"arn": made["license_arn"]},
        **parties,
        "offer": offer,
    }
    expected = [
        (
            "Purchase Agreement Created - Proposer",
            "2027-01-01T00:00:11Z",
            {
                "agreement": {
                    "id": agreement_id,
                    "intent": "NEW",
                    "status": "ACTIVE",
                    "acceptanceTime": START,
                    "startTime": START,
                    "endTime": "9999-01-01T00:00:00Z",
                },
                "resaleAuthorization": {"id": None},
                **parties,
                "offer": offer,
            },
        ),
        ("License Updated - Manufacturer", "2027-01-01T00:01:12Z", licensed),
        (
            "Purchase Agreement Ended - Proposer",
            "2027-01-02T00:00:00Z",
            {
                "agreement": {"id": agreement_id, "status": "CANCELLED"},
                "resaleAuthorization": {"id": None},
                **parties,
            },
        ),
        ("License Deprovisioned - Manufacturer", "2027-01-02T01:00:00Z", licensed),
    ]
    found = life.events()
    for event, (type_, time, detail) in zip(found, expected, strict=True):
        request_id = event["detail"].pop("requestId")
        assert UUID.fullmatch(event["id"]) and UUID.fullmatch(request_id) and request_id != event["id"]
        assert event == {
            "version": "0",
            "id": event["id"],
            "detail-type": type_,
            "source": "aws.agreement-marketplace",
            "account": SELLER,
            "time": time,
            "region": "us-east-1",
            "resources": [f"arn:aws:aws-marketplace::aws:agreement:{agreement_id}"],
            "detail": {"catalog": "AWSMarketplace", **detail},
        }


def test_license_events_in_the_form_of_the_guide_s_example(life: Life) -> None:
    life.marketplace.set_readings(license_event_forms="doc_sample")
    made = bought_and_cancelled(life)
    for type_ in ("License Updated - Manufacturer", "License Deprovisioned - Manufacturer"):
        detail = life.only(type_)["detail"]
        assert re.fullmatch(r"aws:license-manager:us-east-1:[0-9]{12}:l-[0-9a-f]{32}", detail["license"]["arn"])
        assert detail["license"]["arn"].endswith(made["license_arn"].rpartition(":")[2])
        assert re.fullmatch(r"[a-z0-9]{25}", detail["offer"]["id"])


def test_the_license_of_an_event_takes_usage_and_that_of_the_guide_s_example_does_not(life: Life) -> None:
    usage = {"CustomerAWSAccountId": BUYER, "Dimension": "calls", "Quantity": 1, "Timestamp": START}
    metering = life.marketplace.client("meteringmarketplace")
    arns = {}
    for reading in ("real", "doc_sample"):
        life.marketplace.set_readings(license_event_forms=reading)
        life.accept(name=reading)
        life.marketplace.clock.advance("2m")
        arns[reading] = life.events("License Updated - Manufacturer")[-1]["detail"]["license"]["arn"]
    (result,) = metering.batch_meter_usage(UsageRecords=[usage | {"LicenseArn": arns["real"]}])["Results"]
    assert result["Status"] == "Success"
    with pytest.raises(ClientError, match=r"at 'usageRecords\.1\.member\.licenseArn' failed"):
        metering.batch_meter_usage(UsageRecords=[usage | {"LicenseArn": arns["doc_sample"]}])


def test_the_guide_s_ended_event_tells_the_offer(life: Life) -> None:
    life.marketplace.set_readings(ended_event_has_offer="present")
    made = bought_and_cancelled(life)
    assert life.only("Purchase Agreement Ended - Proposer")["detail"]["offer"] == {"id": made["offer_id"]}


def test_an_agreement_without_an_end_may_have_no_end_time(life: Life) -> None:
    life.marketplace.set_readings(payg_end_time_in_events="null")
    life.accept(name="payg")
    life.accept(name="a year", end_time="now+365d")
    life.marketplace.clock.advance("1m")
    ends = [each["detail"]["agreement"]["endTime"] for each in life.events("Purchase Agreement Created - Proposer")]
    assert ends == [None, "2028-01-01T00:00:00Z"]


@pytest.mark.parametrize("status", ["CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"])
def test_the_ended_event_tells_how(life: Life, status: str) -> None:
    life.take("cancel", life.accept()["agreement_id"], status=status)
    life.marketplace.clock.advance("1m")
    assert life.only("Purchase Agreement Ended - Proposer")["detail"]["agreement"]["status"] == status


def renewed(life: Life) -> tuple[str, dict[str, Any]]:
    """Let an agreement of a year renew itself; return its id, and the detail of the event about the new one."""
    agreement_id = life.accept(duration="P12M", auto_renew=True)["agreement_id"]
    life.marketplace.clock.advance("365d1h")
    _, event = life.events("Purchase Agreement Created - Proposer")
    assert event["detail"].pop("requestId")
    return agreement_id, event


def test_a_renewal_tells_the_agreement_before(life: Life) -> None:
    before, event = renewed(life)
    agreement, product = event["detail"]["agreement"], life.product["concurrent"]
    assert event["resources"] == [f"arn:aws:aws-marketplace::aws:agreement:{agreement['id']}"]
    assert event["detail"] == {
        "catalog": "AWSMarketplace",
        "agreement": {
            "id": agreement["id"],
            "intent": "RENEW",
            "status": "ACTIVE",
            "acceptanceTime": "2028-01-01T00:00:00Z",
            "startTime": "2028-01-01T00:00:00Z",
            "endTime": "2029-01-01T00:00:00Z",
            "previousAgreementId": before,
        },
        "product": {"id": product["product_id"], "title": "harbor"},
        "acceptor": {"accountId": BUYER},
        "proposer": {"name": f"Seller {SELLER}", "accountId": SELLER},
        "offer": event["detail"]["offer"],
    }
    ended = life.only("Purchase Agreement Ended - Proposer")["detail"]["agreement"]
    assert ended == {"id": before, "status": "RENEWED"} and agreement["id"] != before


def test_a_replacement_is_told_as_a_new_agreement_with_its_intent(life: Life) -> None:
    made = life.accept()
    life.take("replace", made["agreement_id"], offer_id=life.offer())
    life.marketplace.clock.advance("1h")
    first, second = (each["detail"] for each in life.events("Purchase Agreement Created - Proposer"))
    assert (first["agreement"]["intent"], second["agreement"]["intent"]) == ("NEW", "REPLACE")
    assert second["offer"] == {"id": "offer-abcdefghijklm"} and first.keys() == second.keys()


def test_an_amendment_tells_whether_the_agreement_renews(life: Life) -> None:
    life.offer(auto_renew=True, lockout_period="P30D")
    made = life.accept(offer_id="offer-abcdefghijklm", end_time="now+365d")
    life.take("amend", made["agreement_id"], auto_renew=False)
    life.marketplace.clock.advance("1m")
    event = life.only("Purchase Agreement Amended - Proposer")
    assert event["detail"].pop("requestId")
    assert event["detail"] == {
        "catalog": "AWSMarketplace",
        "agreement": {
            "id": made["agreement_id"],
            "intent": "AMEND",
            "status": "ACTIVE",
            "acceptanceTime": START,
            "startTime": START,
            "endTime": "2028-01-01T00:00:00Z",
            "autoRenewalEnabled": False,
        },
        "renewalSummary": {"lockoutStartTime": "2027-12-02T00:00:00Z", "disabledBy": "ACCEPTOR"},
        "product": {"id": life.product["concurrent"]["product_id"], "title": "harbor"},
        "resaleAuthorization": {"id": None},
        "acceptor": {"accountId": BUYER},
        "proposer": {"accountId": SELLER},
        "offer": {"id": "offer-abcdefghijklm"},
    }


def test_a_reseller_s_agreement_sends_the_manufacturer_s_events(life: Life) -> None:
    made = life.accept(offer_id=life.offer(auto_renew=False, **RESALE))
    life.marketplace.clock.advance("1h")
    life.take("amend", made["agreement_id"], auto_renew=True)
    life.marketplace.clock.advance("1h")
    life.take("cancel", made["agreement_id"])
    life.marketplace.clock.advance("2h")
    assert [each["detail-type"] for each in life.events()] == [
        "Purchase Agreement Created - Manufacturer",
        "License Updated - Manufacturer",
        "Purchase Agreement Amended - Manufacturer",
        "Purchase Agreement Ended - Manufacturer",
        "License Deprovisioned - Manufacturer",
    ]
    for each in life.events():
        assert each["account"] == SELLER and each["detail"]["proposer"] == {"accountId": RESELLER}
        if "Purchase" in each["detail-type"]:
            assert each["detail"]["resaleAuthorization"] == {"id": RESALE["resale_authorization_id"]}


def test_times_of_an_agreement_keep_their_milliseconds_and_the_event_s_does_not(life: Life) -> None:
    life.marketplace.clock.set("2027-01-01T00:00:00.250Z")
    life.accept()
    life.marketplace.clock.advance("1m")
    event = life.only("Purchase Agreement Created - Proposer")
    assert event["time"] == "2027-01-01T00:00:11Z"
    assert event["detail"]["agreement"]["acceptanceTime"] == "2027-01-01T00:00:00.250Z"
