"""moto's server as the seller's own emulator of SQS, SNS and EventBridge, and what a worker reads from a queue."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from moto.server import ThreadedMotoServer


class Aws:
    """Clients of an emulator of AWS, and queues in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqs, self.sns, self.events = (self._client(name) for name in ("sqs", "sns", "events"))

    def _client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(proxies={}),
        )

    def queue(self) -> tuple[str, str]:
        """Make a queue, and return its URL and its ARN."""
        url = self.sqs.create_queue(QueueName=f"marketplace-{uuid.uuid4()}")["QueueUrl"]
        found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return url, found["Attributes"]["QueueArn"]

    def read(self, url: str) -> list[dict[str, Any]]:
        """Read and delete all messages of a queue, as a worker does."""
        found = []
        asked = {"QueueUrl": url, "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}
        while messages := self.sqs.receive_message(**asked).get("Messages"):
            for each in messages:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
            found += messages
        return found

    def topic(self, queue_arn: str) -> str:
        """Make a topic to which a queue is subscribed."""
        arn: str = self.sns.create_topic(Name=f"marketplace-{uuid.uuid4()}")["TopicArn"]
        self.sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
        return arn

    def rule(self, source: str, queue_arn: str) -> None:
        """Lead events with a source from the default bus to a queue."""
        name = f"marketplace-{uuid.uuid4()}"
        self.events.put_rule(Name=name, EventPattern=json.dumps({"source": [source]}))
        self.events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": queue_arn}])


@contextmanager
def moto_server() -> Iterator[Aws]:
    """Run moto's server on a thread."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield Aws(f"http://{host}:{port}")
    finally:
        server.stop()
