"""The tiny integration as handlers that each understand the events of one front."""

from __future__ import annotations

import base64
from typing import Any

from tests.contract_tests_kit.subjects.handler import ask


def alb(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Stand behind an Application Load Balancer."""
    assert event["requestContext"]["elb"]
    assert event["headers"]["x-forwarded-proto"] == "https"
    body = event["body"]
    raw = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
    status, headers, content = ask(event["httpMethod"], event["path"], raw)
    described = {"statusCode": status, "statusDescription": f"{status} OK", "isBase64Encoded": False}
    return {**described, "headers": dict(headers), "body": content.decode()}


def alb_multi(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Stand behind an Application Load Balancer with multi-value headers."""
    single = {name: values[-1] for name, values in event["multiValueHeaders"].items()}
    said = alb({**event, "headers": single}, context)
    many = {name: [value] for name, value in said.pop("headers").items()}
    return {**said, "multiValueHeaders": many}


def alb_without_base64(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Stand behind an Application Load Balancer, and read every body as it is."""
    return alb({**event, "isBase64Encoded": False}, context)


def always_base64(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Stand behind an HTTP API, and decode every body, since it sends every form in base64."""
    status, headers, content = ask(
        event["requestContext"]["http"]["method"], event["rawPath"], base64.b64decode(event.get("body", ""))
    )
    return {"statusCode": status, "headers": dict(headers), "body": content.decode()}


def rest_api(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Stand behind a REST API without binary media types, which sends every form as it is."""
    assert event["requestContext"]["stage"]
    status, headers, content = ask(event["httpMethod"], event["resource"], (event["body"] or "").encode())
    return {"statusCode": status, "headers": dict(headers), "body": content.decode()}


def queue(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Read messages of a queue."""
    return {"batchItemFailures": [each["messageId"] for each in event["Records"]]}


def says_nothing(_event: dict[str, Any], _context: object) -> None:
    """Handle anything, and return nothing."""
