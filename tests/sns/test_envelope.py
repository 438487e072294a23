"""The envelope is the one that sellers have seen, byte for byte but for what differs from message to message."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from hypothesis import given
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from marketplace_emulator.sns import envelope, topic
from marketplace_emulator.sns.signer import Signer, Version
from tests.sns.conftest import MESSAGE, SUBSCRIPTION, TOPIC, messages, signer_of

AT = 1726656543.616
SEEN = (
    '{\n  "Type" : "Notification",\n  "MessageId" : "ID",\n'
    '  "TopicArn" : "arn:aws:sns:us-east-1:287250355862:aws-mp-entitlement-notification-abc",\n'
    '  "Message" : "{\\n\\"action\\": \\"entitlement-updated\\",\\n\\"customer-identifier\\": \\"X\\",\\n\\"product-code\\": \\"abc\\"\\n}",\n'
    '  "Timestamp" : "2024-09-18T10:49:03.616Z",\n  "SignatureVersion" : "1",\n  "Signature" : "SIGNATURE",\n'
    '  "SigningCertURL" : "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-HEX.pem",\n'
    '  "UnsubscribeURL" : "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=SUBSCRIPTION"\n}'
)


@pytest.fixture(scope="module")
def signer() -> Signer:
    """A signer of an emulator without a port, whose URLs are AWS's own."""
    with Marketplace() as marketplace:
        return signer_of(marketplace)


def test_a_notification_is_the_one_that_a_seller_saw(signer: Signer) -> None:
    topic_arn = topic.arn("abc", "entitlement-updated")
    subscription_arn = topic.subscription_arn(topic_arn, "sub-1")
    message = json.dumps({"action": "entitlement-updated", "customer-identifier": "X", "product-code": "abc"}, indent=0)
    written = signer.notification(
        message_id="ID", topic_arn=topic_arn, subscription_arn=subscription_arn, message=message, at=AT, version="1"
    )
    usual = re.sub(r'("Signature" : )"[A-Za-z0-9+/]{342}=="', r'\1"SIGNATURE"', written)
    usual = re.sub(r"Service-[0-9a-f]{32}\.pem", "Service-HEX.pem", usual)
    assert usual.replace(subscription_arn, "SUBSCRIPTION") == SEEN


def test_confirmations_have_the_members_of_the_guide(signer: Signer) -> None:
    written = messages(signer, "1", AT)
    members = ["Type", "MessageId", "Token", "TopicArn", "Message", "SubscribeURL", "Timestamp"]
    members += ["SignatureVersion", "Signature", "SigningCertURL"]
    begin, end = written["SubscriptionConfirmation"], written["UnsubscribeConfirmation"]
    assert [*begin] == [*end] == members
    assert begin["Message"] == (
        f"You have chosen to subscribe to the topic {TOPIC}.\n"
        "To confirm the subscription, visit the SubscribeURL included in this message."
    )
    assert end["Message"].startswith(f"You have chosen to deactivate subscription {SUBSCRIPTION}.\n")
    assert re.fullmatch("[0-9a-f]{224}", begin["Token"])
    for each in (begin, end):
        asked = f"/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={each['Token']}"
        assert each["SubscribeURL"] == f"https://sns.us-east-1.amazonaws.com{asked}"


@pytest.mark.parametrize(("version", "hashed"), [("1", SHA1()), ("2", SHA256())])
@pytest.mark.parametrize("type_", ["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"])
def test_the_signature_is_of_the_text_of_the_guide(
    signer: Signer, version: Version, hashed: HashAlgorithm, type_: str
) -> None:
    message = messages(signer, version, AT)[type_]
    signed = {"Notification": "Message MessageId Timestamp TopicArn Type"}.get(
        type_, "Message MessageId SubscribeURL Timestamp Token TopicArn Type"
    )
    text = "".join(f"{name}\n{message[name]}\n" for name in signed.split())
    key = x509.load_pem_x509_certificate(signer.certificate.encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    key.verify(base64.b64decode(message["Signature"]), text.encode(), PKCS1v15(), hashed)
    assert message["SignatureVersion"] == version


@given(members=st.dictionaries(st.text(), st.text(), max_size=4))
def test_every_text_comes_back(members: dict[str, Any]) -> None:
    assert json.loads(envelope.written(members)) == members


@given(at=st.floats(0, 4e9), message_id=st.uuids().map(str))
def test_milliseconds_are_never_zero(at: float, message_id: str) -> None:
    """AWS's Java library writes 03.000Z as 03Z, and then the signature does not fit any more."""
    for moment in (at, at // 1):
        written = envelope.timestamp(moment, message_id)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", written)
        assert not written.endswith(".000Z")


def test_a_message_says_the_same_at_each_attempt(signer: Signer) -> None:
    assert messages(signer, "1", 1700000000) == messages(signer, "1", 1700000000)


def test_the_message_is_whole(signer: Signer) -> None:
    assert messages(signer, "2", AT)["Notification"]["Message"] == MESSAGE
