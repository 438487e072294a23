"""Queues, topics and event buses get just what AWS would put there, by boto3 from moto's server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from msgspec.structs import replace
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from marketplace_emulator import Marketplace
from marketplace_emulator.deliveries.kinds import eventbridge, sns, sqs
from marketplace_emulator.deliveries.message import Message
from marketplace_emulator.sns import envelope
from marketplace_emulator.store.problems import Conflict
from tests.deliveries.moto_server import Aws, moto_server

LEGACY = '{\n"action": "subscribe-success",\n"customer-identifier": "YbmxelQ2BAj",\n"product-code": "abc"\n}'
EVENT = {
    "version": "0",
    "id": "5e2b7c0e-6a3f-4d7e-8f60-0e6b6f0c7a11",
    "detail-type": "License Updated - Manufacturer",
    "source": "aws.agreement-marketplace",
    "account": "111122223333",
    "time": "2026-08-20T10:00:00Z",
    "region": "us-east-1",
    "resources": ["arn:aws:aws-marketplace::aws:agreement:agmt-1"],
    "detail": {"agreement": {"id": "agmt-1"}},
}


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    """The seller's own emulator of AWS."""
    with moto_server() as found:
        yield found


@pytest.fixture(scope="module")
def legacy() -> Message:
    """A message of a legacy product."""
    with Marketplace() as marketplace, marketplace.world.transaction():
        signer = marketplace.world.sns_signer()
    return Message(
        event_id="0b1f5a5e-7a0c-5b8e-9d0e-0f0b7f1f2a3b",
        type="subscribe-success",
        channel="sns",
        product_code="abc",
        account="111122223333",
        at=1726656543.616,
        body=LEGACY,
        subscription_id="sub-1",
        signing=lambda: signer,
        version="1",
    )


@pytest.fixture(scope="module")
def concurrent(legacy: Message) -> Message:
    """An event of EventBridge."""
    return replace(legacy, type="License Updated - Manufacturer", channel="eventbridge", body=json.dumps(EVENT))


def test_a_queue_has_the_envelope_and_nothing_else(aws: Aws, legacy: Message) -> None:
    url, arn = aws.queue()
    assert sqs.send(legacy, url, sqs.Settings(), 5).became == "delivered"
    assert sqs.send(legacy, arn, sqs.Settings(endpoint_url=aws.url), 5).became == "delivered"
    one, other = aws.read(url)
    assert one["Body"] == other["Body"] == legacy.envelope()
    assert "MessageAttributes" not in one
    assert json.loads(json.loads(one["Body"])["Message"])["action"] == "subscribe-success"


def test_raw_delivery_puts_the_message_alone_into_a_queue(aws: Aws, legacy: Message) -> None:
    url, _ = aws.queue()
    sqs.send(legacy, url, sqs.Settings(raw=True), 5)
    assert [each["Body"] for each in aws.read(url)] == [LEGACY]


def test_an_event_of_eventbridge_is_alone_in_a_queue(aws: Aws, concurrent: Message) -> None:
    url, _ = aws.queue()
    sqs.send(concurrent, url, sqs.Settings(), 5)
    assert [json.loads(each["Body"]) for each in aws.read(url)] == [EVENT]


def test_a_topic_puts_its_own_envelope_around_the_message(aws: Aws, legacy: Message) -> None:
    url, queue_arn = aws.queue()
    topic_arn = aws.topic(queue_arn)
    assert sns.send(legacy, topic_arn, sns.Settings(endpoint_url=aws.url), 5).became == "delivered"
    [found] = [json.loads(each["Body"]) for each in aws.read(url)]
    assert (found["Message"], found["TopicArn"]) == (LEGACY, topic_arn)


BUS = "arn:aws:events:us-east-1:123456789012:event-bus/default"


@pytest.mark.parametrize("source", [None, "local.agreement-marketplace"])
def test_an_event_bus_leads_the_event_to_a_queue(aws: Aws, concurrent: Message, source: str | None) -> None:
    url, queue_arn = aws.queue()
    aws.rule(source or EVENT["source"], queue_arn)  # type: ignore[arg-type]
    settings = eventbridge.Settings(endpoint_url=aws.url, source=source)
    assert eventbridge.send(concurrent, BUS, settings, 5).became == "delivered"
    [found] = [json.loads(each["Body"]) for each in aws.read(url)]
    kept = ("detail-type", "detail", "time", "resources", "region")
    assert {name: found[name] for name in kept} == {name: EVENT[name] for name in kept}
    assert found["source"] == (source or EVENT["source"])


@pytest.mark.parametrize(
    ("kind", "target", "outcome"),
    [
        (sqs, "arn:aws:sqs:us-east-1:123456789012:missing", ("lost", "400 AWS.SimpleQueueService.NonExistentQueue")),
        (sns, "arn:aws:sns:us-east-1:123456789012:missing", ("lost", "404 NotFound")),
        (eventbridge, BUS.replace("default", "missing"), ("lost", "400 ResourceNotFoundException")),
    ],
)
def test_a_target_that_is_missing(aws: Aws, concurrent: Message, kind: Any, target: str, outcome: Any) -> None:
    found = kind.send(concurrent, target, kind.Settings(endpoint_url=aws.url), 5)
    assert (found.became, found.said) == outcome


@pytest.mark.parametrize(("kind", "target"), [(sqs, "arn:aws:sqs:us-east-1:123456789012:q"), (eventbridge, BUS)])
def test_a_service_that_does_not_answer_is_asked_again(concurrent: Message, kind: Any, target: str) -> None:
    found = kind.send(concurrent, target, kind.Settings(endpoint_url="http://127.0.0.1:9"), 1)
    assert (found.became, found.said) == ("again", "EndpointConnectionError")


@pytest.mark.parametrize(
    ("kind", "target", "settings", "problem"),
    [
        (sqs, "orders", {}, "the target is 'orders'; expected an ARN such as arn:aws:sqs:us-east-1:123456789012"),
        (
            sqs,
            "http://127.0.0.1:5000",
            {},
            "expected arn:aws:sqs:us-east-1:123456789012:marketplace, or the queue's URL",
        ),
        (sqs, "http://127.0.0.1:5000/1/q.fifo", {}, "is a FIFO queue, to which AWS Marketplace's topics cannot send"),
        (sqs, "arn:aws:sqs:us-east-1:123456789012:q", {}, "does not say where sqs is; give its endpoint_url, such as"),
        (sns, "arn:aws:sqs:us-east-1:123456789012:q", {}, "expected an ARN such as arn:aws:sns:us-east-1:123456789012"),
        (eventbridge, "default", {}, "expected an ARN such as arn:aws:events:us-east-1:123456789012:event-bus/default"),
    ],
)
def test_a_target_that_cannot_be(kind: Any, target: str, settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(Conflict) as refused:
        kind.check(target, kind.Settings(**settings))
    assert problem in str(refused.value)


def test_the_envelope_is_as_it_is_signed(legacy: Message) -> None:
    read = json.loads(legacy.envelope())
    assert envelope.signed_text(read).startswith(f"Message\n{LEGACY}\nMessageId\n{legacy.event_id}\nTimestamp\n")


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """Run a server that gives one answer to everything."""
    answer = Response(body, status, content_type="application/x-amz-json-1.1")
    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


REFUSED_SOURCE = {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": "Not authorized for the source."}


@pytest.mark.parametrize(
    ("status", "body", "became", "said", "answer"),
    [
        (
            200,
            {"FailedEntryCount": 1, "Entries": [REFUSED_SOURCE]},
            "lost",
            REFUSED_SOURCE["ErrorCode"],
            "with a source that",
        ),
        (
            200,
            {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure"}]},
            "again",
            "InternalFailure",
            "None",
        ),
        (400, {"__type": "ThrottlingException", "message": "slow"}, "again", "400 ThrottlingException", "slow"),
        (400, {"__type": "ValidationException", "message": "no"}, "lost", "400 ValidationException", "no"),
        (503, {}, "again", "503", ""),
        (200, "<html>not AWS</html>", "again", "not an answer of AWS", "it has no 'Entries'"),
    ],
)
def test_what_a_bus_answers(concurrent: Message, status: int, body: Any, became: str, said: str, answer: str) -> None:
    with answering(status, body if isinstance(body, str) else json.dumps(body)) as url:
        found = eventbridge.send(concurrent, BUS, eventbridge.Settings(endpoint_url=url), 5)
    assert (found.became, found.said) == (became, said)
    assert answer in (found.answer or "")


@pytest.mark.parametrize("kind", [sqs, sns, eventbridge])
def test_an_address_that_is_not_allowed_is_not_called(concurrent: Message, kind: Any) -> None:
    target = {sqs: "arn:aws:sqs:us-east-1:123456789012:q", sns: "arn:aws:sns:us-east-1:123456789012:t"}.get(kind, BUS)
    settings = kind.Settings(endpoint_url="http://192.0.2.1:5000")
    assert kind.address(target, settings) == "http://192.0.2.1:5000"
    found = kind.send(concurrent, target, settings, 5)
    assert (found.became, found.said) == ("lost", "not allowed")
    assert "serve --allow-target 192.0.2.1" in (found.answer or "")
