"""The events in which API Gateway, function URLs and load balancers pass a browser's request to a Lambda."""

from __future__ import annotations

import base64
import re
import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import httpx

from marketplace_emulator import imitates

FRONTS = {"http-api": ("v2",), "rest-api": ("v1",), "function-url": ("url",), "alb": ("alb", "alb-multi")}
"""What may stand in front of a handler, with the kinds of event that it sends."""
EVENTS = tuple(kind for kinds in FRONTS.values() for kind in kinds)
NAMES = {
    "v2": "of API Gateway's payload 2.0",
    "v1": "of API Gateway's payload 1.0",
    "url": "of a function URL",
    "alb": "of an Application Load Balancer",
    "alb-multi": "of an Application Load Balancer with multi-value headers",
}
_TEXT = re.compile(r"text/|application/(?:json|javascript|xml)(?![\w.+-])", re.IGNORECASE)
imitates(
    __name__,
    "API Gateway passes a request on as payload 1.0 or 2.0, and a function URL as 2.0; `isBase64Encoded` says how the body is "
    "written.",
    "doc",
    "AWS Lambda developer guide, Using AWS Lambda with Amazon API Gateway, and Lambda function URLs",
)
imitates(
    __name__,
    "An Application Load Balancer sends `requestContext.elb`, header names in lower case, and the query as it came, not decoded; "
    "if `lambda.multi_value_headers.enabled` is set, `multiValueHeaders` and `multiValueQueryStringParameters` replace the "
    "single values.",
    "doc",
    "Elastic Load Balancing user guide for Application Load Balancers, Use Lambda functions as targets",
)
imitates(
    __name__,
    "An Application Load Balancer sends bodies of text/*, application/json, application/javascript and application/xml as they "
    "are, and all others, such as forms, in base64; with a Content-Encoding, every body.",
    "doc",
    "Elastic Load Balancing user guide for Application Load Balancers, Use Lambda functions as targets",
)
imitates(
    __name__,
    "An HTTP API sends a form in base64.",
    "seen",
    "ministackorg/ministack pull request 766, measured on AWS in 2026-06: application/x-www-form-urlencoded is in base64",
)
imitates(
    __name__,
    "A function URL encodes the same bodies as an HTTP API.",
    "assumed",
    "both send payload 2.0; the developer guide does not list the types",
)
imitates(
    __name__,
    "A REST API sends a form as it is, unless its `binaryMediaTypes` matches the form's type.",
    "doc",
    "API Gateway developer guide, Content type conversions for REST APIs",
)
imitates(
    __name__,
    "Every path has its own route or resource: `routeKey` is `POST /` in payload 2.0, `resource` is `/` in 1.0; a "
    "function URL's `routeKey` is `$default`.",
    "assumed",
    "the developer guide's events look like this; a seller may route all paths to `$default`, or to `/{proxy+}`",
)


def usually_encoded(request: httpx.Request, kind: str) -> bool:
    """Return whether the front that sends this kind of event writes the request's body in base64."""
    if kind == "v1":
        return False
    return "content-encoding" in request.headers or not _TEXT.match(request.headers.get("content-type", ""))


def event_of(request: httpx.Request, kind: str, *, encoded: bool) -> dict[str, Any]:
    """Return a request as an event of a kind, with its body in base64 or plain."""
    raw = request.read()
    body: str | None = base64.b64encode(raw).decode() if encoded else raw.decode("utf-8", "replace")
    if not raw:
        body, encoded = None, False
    make = _MAKERS[kind]
    return make(request, body, encoded)


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


def _v2(request: httpx.Request, body: str | None, encoded: bool, *, url: bool = False) -> dict[str, Any]:
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


def _function_url(request: httpx.Request, body: str | None, encoded: bool) -> dict[str, Any]:
    return _v2(request, body, encoded, url=True)


def _alb(request: httpx.Request, body: str | None, encoded: bool, *, multi: bool = False) -> dict[str, Any]:
    headers = _headers(request, lower=True) | {
        "x-amzn-trace-id": f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}",
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    query = [_name_and_value(each) for each in request.url.query.decode().split("&") if each]
    return {
        "requestContext": {
            "elb": {
                "targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/subject/6d0ecf831eec9f09"
            }
        },
        "httpMethod": request.method,
        "path": request.url.path,
        ("multiValueQueryStringParameters" if multi else "queryStringParameters"): _by_name(query, multi=multi),
        ("multiValueHeaders" if multi else "headers"): _by_name(list(headers.items()), multi=multi),
        "body": body or "",
        "isBase64Encoded": encoded,
    }


def _name_and_value(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _by_name(pairs: list[tuple[str, str]], *, multi: bool) -> dict[str, Any]:
    """Return the last value of each name, or all values."""
    return {name: [v for n, v in pairs if n == name] if multi else value for name, value in pairs}


def _alb_multi(request: httpx.Request, body: str | None, encoded: bool) -> dict[str, Any]:
    return _alb(request, body, encoded, multi=True)


_MAKERS: dict[str, Callable[[httpx.Request, str | None, bool], dict[str, Any]]] = {
    "v1": _v1,
    "v2": _v2,
    "url": _function_url,
    "alb": _alb,
    "alb-multi": _alb_multi,
}
