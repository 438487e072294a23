"""An emulator with both ports, and messages that it signs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.sns import topic
from marketplace_emulator.sns.signer import Signer, Version

TOPIC = topic.arn("5n9tw7bmmqyzpv3u3t93wk5ds", "subscribe-success")
SUBSCRIPTION = topic.subscription_arn(TOPIC, "sub-1")
MESSAGE = '{\n"action": "subscribe-success",\n"customer-identifier": "YbmxelQ2BAj",\n"product-code": "Zürich"\n}'


@pytest.fixture(scope="session")
def secure() -> Iterator[Marketplace]:
    """An emulator on two ports, the second with HTTPS."""
    with Marketplace(port=0, sns_tls_port=0) as marketplace:
        yield marketplace


@pytest.fixture(scope="session")
def authority(secure: Marketplace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the authority to trust for its second port."""
    pem = secure.sns()["authority"]
    assert pem is not None
    file = tmp_path_factory.mktemp("authority") / "authority.pem"
    file.write_text(pem)
    return file


def signer_of(marketplace: Marketplace) -> Signer:
    """Return what signs an emulator's messages."""
    with marketplace.world.transaction():
        return marketplace.world.sns_signer()


def messages(signer: Signer, version: Version, at: float) -> dict[str, dict[str, Any]]:
    """Write a message of each type, and read it as a receiver does."""
    given: Any = {
        "message_id": "0b1f5a5e-7a0c-5b8e-9d0e-0f0b7f1f2a3b",
        "topic_arn": TOPIC,
        "subscription_arn": SUBSCRIPTION,
        "at": at,
        "version": version,
    }
    written = (
        signer.notification(message=MESSAGE, **given),
        signer.subscription_confirmation(**given),
        signer.unsubscribe_confirmation(**given),
    )
    read = [json.loads(each) for each in written]
    return {each["Type"]: each for each in read}
