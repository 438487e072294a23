"""API Gateway and function URLs for an AWS Lambda handler, as a transport of httpx."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import httpx

Handler = Callable[[dict[str, Any], object], dict[str, Any]]
Event = Callable[[httpx.Request], dict[str, Any]]


class Gateway(httpx.BaseTransport):
    """Passes each request to a handler as one kind of event."""

    def __init__(self, handler: Handler, event: Event) -> None:
        self.handler = handler
        self.event = event

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.handler(self.event(request), None)
        body = answer["body"].encode()
        return httpx.Response(
            answer["statusCode"],
            headers=answer["headers"],
            content=base64.b64decode(body) if answer.get("isBase64Encoded") else body,
        )


def api_gateway_v1(request: httpx.Request) -> dict[str, Any]:
    """Return the event of a REST API on its stage `prod`, with a body as text."""
    path = request.url.path.removeprefix("/prod") or "/"
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "queryStringParameters": dict(request.url.params) or None,
        "requestContext": {"stage": "prod", "path": request.url.path, "httpMethod": request.method},
        "body": request.content.decode() or None,
        "isBase64Encoded": False,
    }


def api_gateway_v2(request: httpx.Request) -> dict[str, Any]:
    """Return the event of an HTTP API on a stage named `prod`, with a body in base64."""
    return {
        "version": "2.0",
        "rawPath": request.url.path,
        "rawQueryString": request.url.query.decode(),
        "headers": dict(request.headers),
        "requestContext": {"stage": "prod", "http": {"method": request.method, "path": request.url.path}},
        "body": base64.b64encode(request.content).decode(),
        "isBase64Encoded": True,
    }


def function_url(request: httpx.Request) -> dict[str, Any]:
    """Return the event of a function URL, which has no stage, with a body in base64."""
    event = api_gateway_v2(request)
    event["requestContext"]["stage"] = "$default"
    return event
