"""SNS's handshake: an endpoint confirms its subscription by the link of a message or by boto3, and ends it in the same ways."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import FixtureError, Marketplace, Refused
from tests.deliveries.conftest import WORLD, buy
from tests.deliveries.seller import Seller, selling

XML = re.compile(
    r'<(?P<action>\w+)Response xmlns="http://sns\.amazonaws\.com/doc/2010-03-31/">\n(?P<result>(?:.*\n)*?)'
    r"  <ResponseMetadata>\n    <RequestId>[0-9a-f-]{36}</RequestId>\n  </ResponseMetadata>\n</\w+Response>\n"
)
AGENT = "Amazon Simple Notification Service Agent"


@pytest.fixture(scope="module")
def _marketplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    file = tmp_path_factory.mktemp("confirmation") / "world.yaml"
    file.write_text(WORLD)
    with Marketplace(file, port=0) as found:
        yield found


@pytest.fixture
def marketplace(_marketplace: Marketplace) -> Marketplace:
    """An emulator with a port, whose clock stands still."""
    _marketplace.reset()
    _marketplace.clock.freeze()
    return _marketplace


@pytest.fixture
def seller() -> Iterator[Seller]:
    """An endpoint that takes what it gets, and does not confirm by itself."""
    with selling() as found:
        yield found


def sns(marketplace: Marketplace) -> Any:
    """Make boto3's client of SNS, as a seller's program has it."""
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
    return boto3.client("sns", endpoint_url=marketplace.url, region_name="us-east-1", config=Config(proxies={}), **keys)


def invited(marketplace: Marketplace, seller: Seller, **settings: Any) -> dict[str, Any]:
    """Subscribe the endpoint, and return the message that asks it to confirm."""
    marketplace.subscribe(f"{seller.url}/sns", kind="sns_http", **settings)
    marketplace.wait_for_deliveries()
    return seller.got[-1].event


def visit(_: Marketplace, message: dict[str, Any]) -> str:
    """Confirm by the link, and return the ARN of the subscription."""
    answer = httpx.get(message["SubscribeURL"], trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml")
    read = XML.fullmatch(answer.text)
    assert read is not None, answer.text
    assert read["action"] == "ConfirmSubscription"
    found = re.search(r"<SubscriptionArn>(.+)</SubscriptionArn>", read["result"])
    assert found is not None
    return found[1]


def call(marketplace: Marketplace, message: dict[str, Any]) -> str:
    """Confirm by boto3, and return the ARN of the subscription."""
    answer = sns(marketplace).confirm_subscription(TopicArn=message["TopicArn"], Token=message["Token"])
    return str(answer["SubscriptionArn"])


def state(marketplace: Marketplace) -> str:
    [subscription] = marketplace.subscriptions()
    return subscription["state"]


def test_a_confirmation_is_sent_again_to_its_own_endpoint_alone(marketplace: Marketplace, seller: Seller) -> None:
    message = invited(marketplace, seller)
    other = marketplace.subscribe(f"{seller.url}/plain")
    marketplace.redeliver(message["MessageId"])
    marketplace.wait_for_deliveries()
    assert [(each.path, each.event["Type"]) for each in seller.got] == [("/sns", "SubscriptionConfirmation")] * 2
    assert visit(marketplace, seller.got[-1].event)
    with pytest.raises(Refused, match=r"the SubscriptionConfirmation .* is of another subscription; leave out"):
        marketplace.redeliver(message["MessageId"], other["subscription_id"])


@pytest.mark.parametrize("confirm", [visit, call])
def test_an_endpoint_that_confirms_gets_what_comes_after_that(
    marketplace: Marketplace, seller: Seller, confirm: Callable[[Marketplace, dict[str, Any]], str]
) -> None:
    message = invited(marketplace, seller)
    [asked] = seller.got
    assert message["Type"] == asked.headers["x-amz-sns-message-type"] == "SubscriptionConfirmation"
    assert "x-amz-sns-subscription-arn" not in asked.headers
    buy(marketplace, "quay", "birch")
    marketplace.clock.advance("1m")
    assert (state(marketplace), len(seller.got)) == ("pending_confirmation", 1)

    subscription_arn = confirm(marketplace, message)
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    assert state(marketplace) == "confirmed"
    [_, got] = seller.got
    assert json.loads(got.event["Message"])["action"] == "subscribe-success"
    topic_arn = got.event["TopicArn"]
    headers = {
        "x-amz-sns-message-type": "Notification",
        "x-amz-sns-message-id": got.event["MessageId"],
        "x-amz-sns-topic-arn": topic_arn,
        "x-amz-sns-subscription-arn": subscription_arn,
        "content-type": "text/plain; charset=UTF-8",
        "user-agent": AGENT,
    }
    assert {name: got.headers[name] for name in headers} == headers
    assert (topic_arn, got.path) == (message["TopicArn"], "/sns")
    assert topic_arn.startswith("arn:aws:sns:us-east-1:287250355862:aws-mp-subscription-notification-")
    assert got.event["UnsubscribeURL"] == f"{marketplace.url}/?Action=Unsubscribe&SubscriptionArn={subscription_arn}"


def test_raw_delivery_leaves_out_the_envelope_of_notifications_alone(marketplace: Marketplace, seller: Seller) -> None:
    visit(marketplace, invited(marketplace, seller, raw=True))
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    [asked, got] = seller.got
    assert "x-amz-sns-rawdelivery" not in asked.headers
    assert got.headers["x-amz-sns-rawdelivery"] == "true"
    [event] = marketplace.events(type="subscribe-success")
    assert got.body.decode() == event["body"]
    assert "Signature" not in got.event


@pytest.mark.parametrize(("given", "version"), [({}, "2"), ({"signature_version": "1"}, "1")])
def test_a_subscription_may_have_another_signature_version_than_all(
    marketplace: Marketplace, seller: Seller, given: dict[str, Any], version: str
) -> None:
    marketplace.set_readings(sns_signature_version="2")
    visit(marketplace, invited(marketplace, seller, **given))
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    assert [each.event["SignatureVersion"] for each in seller.got] == [version, version]


def test_a_message_has_the_same_id_and_signature_when_it_is_sent_again(
    marketplace: Marketplace, seller: Seller
) -> None:
    visit(marketplace, invited(marketplace, seller))
    seller.answer = lambda _: 503 if len(seller.got) < 4 else 200
    buy(marketplace, "quay")
    marketplace.clock.advance("2m")
    _, first, *again = seller.got
    assert [each.body for each in again] == [first.body] * 2


def test_an_event_of_eventbridge_comes_from_a_topic_of_the_seller(marketplace: Marketplace, seller: Seller) -> None:
    visit(marketplace, invited(marketplace, seller))
    buy(marketplace, "harbor")
    marketplace.clock.advance("20s")
    got = seller.got[-1].event
    account = json.loads(got["Message"])["account"]
    assert got["TopicArn"] == f"arn:aws:sns:us-east-1:{account}:marketplace-events"


def test_an_endpoint_is_asked_to_confirm_again_as_messages_are_sent_again(
    marketplace: Marketplace, seller: Seller
) -> None:
    seller.answer = lambda _: 500
    marketplace.subscribe(seller.url, kind="sns_http")
    marketplace.clock.advance("5m")
    assert [each.event["Type"] for each in seller.got] == ["SubscriptionConfirmation"] * 4
    [event] = marketplace.events(type="SubscriptionConfirmation")
    assert event["deliveries"][0]["state"] == "lost"


def unsubscribe_by_link(marketplace: Marketplace, subscription_arn: str) -> None:
    """Visit the link that each notification has."""
    url = f"{marketplace.url}/?Action=Unsubscribe&SubscriptionArn={subscription_arn}"
    answer = httpx.get(url, trust_env=False)
    read = XML.fullmatch(answer.text)
    assert read is not None
    assert (answer.status_code, read["action"], read["result"]) == (200, "Unsubscribe", "")


def unsubscribe_by_call(marketplace: Marketplace, subscription_arn: str) -> None:
    """Unsubscribe by boto3."""
    sns(marketplace).unsubscribe(SubscriptionArn=subscription_arn)


@pytest.mark.parametrize("unsubscribe", [unsubscribe_by_link, unsubscribe_by_call])
def test_an_endpoint_that_is_unsubscribed_is_told_once_and_may_confirm_again(
    marketplace: Marketplace, seller: Seller, unsubscribe: Callable[[Marketplace, str], None]
) -> None:
    subscription_arn = visit(marketplace, invited(marketplace, seller))
    for _ in range(2):
        unsubscribe(marketplace, subscription_arn)
        marketplace.wait_for_deliveries()
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    [_, told] = seller.got
    assert told.event["Type"] == told.headers["x-amz-sns-message-type"] == "UnsubscribeConfirmation"
    assert told.headers["x-amz-sns-subscription-arn"] == subscription_arn
    assert state(marketplace) == "pending_confirmation"
    assert visit(marketplace, told.event) == subscription_arn
    buy(marketplace, "quay", "birch")
    marketplace.clock.advance("1m")
    assert seller.got[-1].event["Type"] == "Notification"


def refused(call: Callable[[], object]) -> tuple[int, str, str]:
    """Make a call of boto3 that SNS refuses, and return the status, the code and the text."""
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def test_a_web_page_of_another_site_ends_no_subscription(marketplace: Marketplace, seller: Seller) -> None:
    subscription_arn = visit(marketplace, invited(marketplace, seller))
    link = f"{marketplace.url}/?Action=Unsubscribe&SubscriptionArn={subscription_arn}"
    foreign = {"sec-fetch-site": "cross-site"}
    for headers in (
        {**foreign, "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"},
        {"origin": "https://evil.example"},
    ):
        answer = httpx.get(link, headers=headers, trust_env=False)
        assert (answer.status_code, "<Code>AuthorizationError</Code>" in answer.text) == (403, True)
    assert state(marketplace) == "confirmed"
    followed = {
        **foreign,
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
    }  # a person, in a mail for example
    assert httpx.get(link, headers=followed, trust_env=False).status_code == 200
    assert state(marketplace) == "pending_confirmation"


def test_an_answer_of_sns_is_xml_whatever_is_asked(marketplace: Marketplace) -> None:
    answer = httpx.get(f"{marketplace.url}/?Action=%00%1b%3C", trust_env=False)
    assert ElementTree.fromstring(answer.text)[0][1].text == "InvalidAction"


def test_what_sns_refuses(marketplace: Marketplace, seller: Seller) -> None:
    message, client = invited(marketplace, seller), sns(marketplace)
    token, topic_arn = message["Token"], message["TopicArn"]
    wrong = (400, "InvalidParameter", "Invalid parameter: Token")
    for arn, given in ((topic_arn, token[:-1] + "!"), (topic_arn + "x", token), (topic_arn, "ü"), (topic_arn, "")):
        assert refused(lambda arn=arn, given=given: client.confirm_subscription(TopicArn=arn, Token=given)) == wrong
    bad = (400, "InvalidParameter", "Invalid parameter: SubscriptionArn")
    assert refused(lambda: client.unsubscribe(SubscriptionArn="nonsense")) == bad
    status, code, text = refused(client.list_topics)
    assert (status, code) == (400, "InvalidAction")
    assert "of SNS the emulator has ConfirmSubscription and Unsubscribe; send others to an emulator of SNS" in text
    assert state(marketplace) == "pending_confirmation"
    assert marketplace.exchanges() == [], "none of these was a request to AWS Marketplace"


def test_a_token_is_valid_for_two_days(marketplace: Marketplace, seller: Seller) -> None:
    message = invited(marketplace, seller)
    marketplace.clock.advance("48h")
    subscription_arn = visit(marketplace, message)
    marketplace.clock.advance("1s")
    late = refused(lambda: call(marketplace, message))
    assert late == (400, "InvalidParameter", "Invalid parameter: Token")
    unsubscribe_by_call(marketplace, subscription_arn)
    marketplace.wait_for_deliveries()
    assert visit(marketplace, seller.got[-1].event) == subscription_arn, "a new message makes it valid again"


@pytest.mark.parametrize(
    ("product", "types", "topic"),
    [
        ("quay", None, "287250355862:aws-mp-subscription-notification-CODE"),
        ("quay", ["entitlement-updated"], "287250355862:aws-mp-entitlement-notification-CODE"),
        ("harbor", None, "111122223333:marketplace-events"),
    ],
)
def test_a_subscription_is_confirmed_as_one_to_its_first_topic(
    marketplace: Marketplace, seller: Seller, product: str, types: list[str] | None, topic: str
) -> None:
    [code] = [each["product_code"] for each in marketplace.products() if each["name"] == product]
    message = invited(marketplace, seller, product_code=code, types=types)
    assert message["TopicArn"] == f"arn:aws:sns:us-east-1:{topic.replace('CODE', code)}"
    visit(marketplace, message)


def test_an_emulator_without_a_port_says_what_to_do(seller: Seller) -> None:
    problem = r"this emulator has no port; create it with Marketplace\(port=0\), or with the sns_url at which"
    with Marketplace() as alone:
        with pytest.raises(Refused, match=problem):
            alone.subscribe(seller.url, kind="sns_http")
        assert alone.subscriptions() == []
    with Marketplace(sns_url="http://emulator:4100") as elsewhere:
        assert invited(elsewhere, seller)["SubscribeURL"].startswith(
            "http://emulator:4100/?Action=ConfirmSubscription&"
        )


def test_a_subscription_of_a_fixture_file_is_asked_to_confirm(tmp_path: Path, seller: Seller) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(f"{WORLD}\nsubscriptions:\n  - {{kind: sns_http, target: '{seller.url}'}}\n")
    with Marketplace(file, port=0) as served:
        served.wait_for_deliveries()
        assert visit(served, seller.got[-1].event)
        assert state(served) == "confirmed"
    with pytest.raises(FixtureError, match="this emulator has no port"):
        Marketplace(file)
