"""What a worker reads from its queue when faults for messages apply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.deliveries.moto_server import Aws, moto_server
from tests.faults.messages.conftest import LEGACY_LIFE, LIFE, live
from tests.faults.messages.test_kinds import verified
from tests.sns.conftest import signer_of

SUCCESS, PENDING, GONE = LEGACY_LIFE


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    """The seller's own emulator of AWS."""
    with moto_server() as found:
        yield found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"lose": True}, [SUCCESS, GONE]),
        ({"delay": "2h"}, [SUCCESS, GONE, PENDING]),
        ({"duplicate": 2}, [SUCCESS, PENDING, PENDING, PENDING, GONE]),
        ({"reorder": 1}, [SUCCESS, GONE, PENDING]),
        ({"unknown_type": True}, [SUCCESS, "a-new-action", GONE]),
        ({"old_message": True}, [SUCCESS, PENDING, SUCCESS, GONE]),
        ({"wrong_signature": True}, [SUCCESS, PENDING, GONE]),
    ],
)
def test_a_queue_has_what_the_fault_leaves(
    marketplace: Marketplace, aws: Aws, rule: dict[str, Any], expected: list[str]
) -> None:
    url, _ = aws.queue()
    marketplace.subscribe(url, kind="sqs")
    marketplace.add_fault(event=PENDING, **rule)
    live(marketplace, "quay")
    marketplace.clock.advance("3h")
    envelopes = [json.loads(each["Body"]) for each in aws.read(url)]
    assert [json.loads(each["Message"])["action"] for each in envelopes] == expected
    certificate = signer_of(marketplace).certificate
    signed = [verified(each, certificate) for each in envelopes]
    assert signed == [name != PENDING or "wrong_signature" not in rule for name in expected]
    ids = [each["MessageId"] for each in envelopes]
    stamps = {each["MessageId"]: each["Timestamp"] for each in envelopes}
    assert len(stamps) == len(set(expected)), "a message that comes again has its own id"
    assert all(stamps[each["MessageId"]] == each["Timestamp"] for each in envelopes), "and its own old time"
    assert len(ids) == len(expected)


def test_an_event_bus_s_queue(marketplace: Marketplace, aws: Aws) -> None:
    url, queue_arn = aws.queue()
    aws.rule("aws.agreement-marketplace", queue_arn)
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    marketplace.subscribe(bus, kind="eventbridge", endpoint_url=aws.url)
    marketplace.add_fault(unknown_type="Paused", event=LIFE[1])
    marketplace.add_fault(lose=True, event=LIFE[3])
    live(marketplace)
    assert [json.loads(each["Body"])["detail-type"] for each in aws.read(url)] == [LIFE[0], "Paused", LIFE[2]]
