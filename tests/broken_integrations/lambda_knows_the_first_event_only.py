"""The handler understands only the event of API Gateway v1: it fails behind a function URL."""

from __future__ import annotations

from typing import Any

from examples.lambda_python import handler as correct

FAMILY = "reading"
CAUGHT_BY = ("reading-lambda-events",)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return correct.handler({key: event[key] for key in event if key != "requestContext"}, context)
