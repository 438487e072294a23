"""A signer writes SNS's messages: an envelope, signed with the key whose certificate the emulator serves."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from functools import cache
from typing import Literal

import msgspec

from marketplace_emulator import key_pair
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.sns import certificate, envelope, topic

imitates(
    __name__,
    "SignatureVersion 1 is RSA PKCS#1 v1.5 with SHA-1, and 2 with SHA-256, in base64.",
    "doc",
    "SNS developer guide, verifying the signatures of messages",
)
imitates(
    __name__,
    "A token that confirms a subscription has 224 hexadecimal digits.",
    "seen",
    "a confirmation in the tests of the AWS SDK for .NET",
)

AWS_URL = f"https://sns.{topic.REGION}.amazonaws.com"
Version = Literal["1", "2"]
_TOKEN_DIGITS = 224


class Signer(msgspec.Struct, frozen=True):
    """SNS as the receivers of its messages see it: its private key and its certificate in PEM, and its URL without a path."""

    private_key: str
    certificate: str
    url: str

    @property
    def certificate_url(self) -> str:
        """Where the certificate is fetched."""
        return self.url + certificate.path(self.certificate)

    def notification(
        self, *, message_id: str, topic_arn: str, subscription_arn: str, message: str, at: float, version: Version
    ) -> str:
        """Write a message that was published to a topic."""
        return self._written(
            {
                "Type": "Notification",
                "MessageId": message_id,
                "TopicArn": topic_arn,
                "Message": message,
                "Timestamp": envelope.timestamp(at, message_id),
            },
            version,
            {"UnsubscribeURL": f"{self.url}/?Action=Unsubscribe&SubscriptionArn={subscription_arn}"},
        )

    def subscription_confirmation(
        self, *, message_id: str, topic_arn: str, subscription_arn: str, at: float, version: Version
    ) -> str:
        """Write the message that asks a new endpoint to confirm its subscription."""
        text = (
            f"You have chosen to subscribe to the topic {topic_arn}.\n"
            "To confirm the subscription, visit the SubscribeURL included in this message."
        )
        return self._confirmation(
            "SubscriptionConfirmation", message_id, topic_arn, subscription_arn, text, at, version
        )

    def unsubscribe_confirmation(
        self, *, message_id: str, topic_arn: str, subscription_arn: str, at: float, version: Version
    ) -> str:
        """Write the message that tells an endpoint that its subscription has ended, and how to restore it."""
        text = (
            f"You have chosen to deactivate subscription {subscription_arn}.\n"
            "To cancel this operation and restore the subscription, visit the SubscribeURL included in this message."
        )
        return self._confirmation("UnsubscribeConfirmation", message_id, topic_arn, subscription_arn, text, at, version)

    def token(self, subscription_arn: str) -> str:
        """Return the token that confirms a subscription: the same whenever it is asked for, so that nothing is stored."""
        key = self.private_key.encode()
        digits = "".join(hmac.digest(key, f"{part} {subscription_arn}".encode(), "sha512").hex() for part in (1, 2))
        return digits[:_TOKEN_DIGITS]

    def stranger(self) -> Signer:
        """Return somebody else who writes the same, but has another private key."""
        return msgspec.structs.replace(self, private_key=_strangers_key())

    def _confirmation(
        self,
        type_: envelope.Type,
        message_id: str,
        topic_arn: str,
        subscription_arn: str,
        text: str,
        at: float,
        version: Version,
    ) -> str:
        token = self.token(subscription_arn)
        return self._written(
            {
                "Type": type_,
                "MessageId": message_id,
                "Token": token,
                "TopicArn": topic_arn,
                "Message": text,
                "SubscribeURL": f"{self.url}/?Action=ConfirmSubscription&TopicArn={topic_arn}&Token={token}",
                "Timestamp": envelope.timestamp(at, message_id),
            },
            version,
        )

    def _written(self, members: Mapping[str, str], version: Version, last: Mapping[str, str] | None = None) -> str:
        signature = key_pair.signature(self.private_key, envelope.signed_text(members).encode(), _HASHES[version])
        signed = {
            "SignatureVersion": version,
            "Signature": base64.b64encode(signature).decode(),
            "SigningCertURL": self.certificate_url,
        }
        return envelope.written({**members, **signed, **(last or {})})


@cache
def _strangers_key() -> str:
    return key_pair.make()


_HASHES: Mapping[Version, Literal["SHA1", "SHA256"]] = {"1": "SHA1", "2": "SHA256"}
