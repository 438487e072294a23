"""A body that API Gateway sends in base64 is not decoded."""

from __future__ import annotations

from typing import Any

from examples.lambda_python import handler as correct

FAMILY = "reading"
CAUGHT_BY = ("reading-lambda-base64",)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return correct.handler({**event, "isBase64Encoded": False}, context)
