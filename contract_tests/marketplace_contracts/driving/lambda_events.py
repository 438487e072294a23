"""The events in which API Gateway and function URLs pass a browser's request to a Lambda, and the answers that they read."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx

from marketplace_emulator import imitates

EVENTS = ("v2", "v1", "url")
"""API Gateway HTTP API (payload 2.0), API Gateway REST API (payload 1.0), function URL."""
imitates(
    __name__,
    "API Gateway passes a request on as payload 1.0 or 2.0, and a function URL as 2.0; a form's body is in base64 or plain, "
    "as `isBase64Encoded` says.",
    "doc",
    "AWS Lambda developer guide, Using AWS Lambda with Amazon API Gateway, and Lambda function URLs",
)
imitates(
    __name__,
    "Every path has its own route or resource: `routeKey` is `POST /` in payload 2.0, `resource` is `/` in 1.0; a "
    "function URL's `routeKey` is `$default`.",
    "assumed",
    "the developer guide's events look like this; a seller may route all paths to `$default`, or to `/{proxy+}`",
)
imitates(
    __name__,
    "For a function that fails, a REST API and a function URL answer 502, and an HTTP API 500.",
    "assumed",
    "the usual answers; the guide names no body",
)
CRASH = {
    "v1": (502, b'{"message": "Internal server error"}', "application/json"),
    "v2": (500, b'{"message":"Internal Server Error"}', "application/json"),
    "url": (502, b"Internal Server Error", "text/plain"),
}


def event_of(request: httpx.Request, kind: str, *, encoded: bool) -> dict[str, Any]:
    """Return a request as an event of a kind, with its body in base64 or plain."""
    raw = request.read()
    body: str | None = base64.b64encode(raw).decode() if encoded else raw.decode("utf-8", "replace")
    if not raw:
        body, encoded = None, False
    return _v1(request, body, encoded) if kind == "v1" else _v2(request, body, encoded, url=kind == "url")


def _headers(request: httpx.Request, *, lower: bool) -> dict[str, str]:
    return {(name.lower() if lower else name.title()): value for name, value in request.headers.items()}


def _v1(request: httpx.Request, body: str | None, encoded: bool) -> dict[str, Any]:
    query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
    headers = _headers(request, lower=False)
    path = request.url.path
    return {
        "resource": path,
        "path": path,
        "httpMethod": request.method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {name: [v for n, v in query if n == name] for name, _ in query} or None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "accountId": "111122223333",
            "apiId": "a1b2c3d4e5",
            "domainName": request.url.host,
            "httpMethod": request.method,
            "identity": {"sourceIp": "203.0.113.9", "userAgent": headers.get("User-Agent")},
            "path": path,
            "protocol": "HTTP/1.1",
            "requestId": secrets.token_hex(16),
            "requestTimeEpoch": int(time.time() * 1000),
            "resourcePath": path,
            "stage": "prod",
        },
        "body": body,
        "isBase64Encoded": encoded,
    }


def _v2(request: httpx.Request, body: str | None, encoded: bool, *, url: bool) -> dict[str, Any]:
    headers = _headers(request, lower=True)
    cookies = headers.pop("cookie", "")
    route = "$default" if url else f"{request.method} {request.url.path}"
    made: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": request.url.path,
        "rawQueryString": request.url.query.decode(),
        "headers": headers,
        "requestContext": {
            "accountId": "anonymous" if url else "111122223333",
            "apiId": "a1b2c3d4e5",
            "domainName": request.url.host,
            "domainPrefix": "a1b2c3d4e5",
            "http": {
                "method": request.method,
                "path": request.url.path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.9",
                "userAgent": headers.get("user-agent"),
            },
            "requestId": secrets.token_hex(8),
            "routeKey": route,
            "stage": "$default",
            "timeEpoch": int(time.time() * 1000),
        },
        "isBase64Encoded": encoded,
    }
    query: dict[str, str] = {}
    for name, value in parse_qsl(request.url.query.decode(), keep_blank_values=True):
        query[name] = f"{query[name]},{value}" if name in query else value
    if query:
        made["queryStringParameters"] = query
    if cookies:
        made["cookies"] = cookies.split("; ")
    if body is not None:
        made["body"] = body
    return made


def read_returned(kind: str, returned: Any) -> httpx.Response:
    """Read a handler's result as the gateway does; a result that it cannot read is a crash."""
    if kind != "v1" and not (isinstance(returned, Mapping) and "statusCode" in returned):
        # Payload 2.0: whatever has no statusCode is the body of a 200.
        text = returned if isinstance(returned, str) else json.dumps(returned)
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=text.encode())
    try:
        status = int(returned["statusCode"])
        headers = [(str(name), str(value)) for name, value in (returned.get("headers") or {}).items()]
        if kind == "v1":
            many = returned.get("multiValueHeaders") or {}
            headers += [(str(name), str(value)) for name, values in many.items() for value in values]
        else:
            headers += [("Set-Cookie", str(cookie)) for cookie in returned.get("cookies") or []]
        body = returned.get("body") or ""
        content = base64.b64decode(body) if returned.get("isBase64Encoded") else str(body).encode()
        return httpx.Response(status, headers=headers, content=content)
    except (KeyError, TypeError, ValueError):
        return crash(kind)


def crash(kind: str) -> httpx.Response:
    """Return the gateway's answer for a handler that failed."""
    status, body, content_type = CRASH[kind]
    return httpx.Response(status, headers={"Content-Type": content_type}, content=body)
