"""SNS's handshake: a subscription is confirmed by the link of a message or by boto3, and unsubscribed in the same ways."""

from __future__ import annotations

import json
import re
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from sqlalchemy import select

from marketplace_emulator import Marketplace
from marketplace_emulator.deliveries import handshake
from marketplace_emulator.store import events, subscriptions
from marketplace_emulator.store.database import Prepared

XML = re.compile(
    r'<(?P<action>\w+)Response xmlns="http://sns\.amazonaws\.com/doc/2010-03-31/">\n(?P<result>(?:.*\n)*?)'
    r"  <ResponseMetadata>\n    <RequestId>[0-9a-f-]{36}</RequestId>\n  </ResponseMetadata>\n</\w+Response>\n"
)


def subscribed(marketplace: Marketplace) -> dict[str, Any]:
    world = marketplace.world
    row = {
        "subscription_id": "sub-1",
        "name": None,
        "kind": "sns_http",
        "channel": None,
        "target": "http://127.0.0.1:9/",
        "settings": "{}",
        "product_code": None,
        "types": None,
        "state": "pending_confirmation",
        "since": 0.0,
    }
    with world.transaction():
        world.store.run(subscriptions.ADD, **row)
        handshake.invite(world, row)
        [body] = [
            each["body"]
            for each in world.store.rows(Prepared(select(events.EVENTS)))
            if each["type"] == "SubscriptionConfirmation"
        ]
    return json.loads(body)


def state(marketplace: Marketplace) -> str:
    with marketplace.world.transaction():
        return marketplace.world.store.rows(subscriptions.ALL)[0]["state"]


def client(url: str) -> Any:
    return boto3.client(
        "sns",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(proxies={}),
    )


@pytest.fixture
def own() -> Any:
    with Marketplace(port=0) as m:
        yield m


def test_visit(own: Marketplace) -> None:
    message = subscribed(own)
    answer = httpx.get(message["SubscribeURL"], trust_env=False)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/xml"
    assert XML.fullmatch(answer.text)["action"] == "ConfirmSubscription"
    assert state(own) == "confirmed"


def test_boto3(own: Marketplace) -> None:
    message = subscribed(own)
    sns = client(own.url)
    with pytest.raises(ClientError) as refused:
        sns.confirm_subscription(TopicArn=message["TopicArn"], Token="x")
    assert refused.value.response["Error"] == {
        "Type": "Sender",
        "Code": "InvalidParameter",
        "Message": "Invalid parameter: Token",
    }
    arn = sns.confirm_subscription(TopicArn=message["TopicArn"], Token=message["Token"])["SubscriptionArn"]
    assert state(own) == "confirmed"
    sns.unsubscribe(SubscriptionArn=arn)
    assert state(own) == "pending_confirmation"
    sns.unsubscribe(SubscriptionArn=arn)
    with pytest.raises(ClientError, match="InvalidAction"):
        sns.list_topics()
    print(arn)
