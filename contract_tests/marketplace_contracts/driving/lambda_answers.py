"""How the fronts of a Lambda handler read what the handler returns."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from marketplace_emulator import imitates

imitates(
    __name__,
    "For a function that fails, a REST API, a function URL and a load balancer answer 502, and an HTTP API 500.",
    "assumed",
    "the usual answers; the guides name no body",
)
imitates(
    __name__,
    "With `lambda.multi_value_headers.enabled`, an Application Load Balancer refuses an answer with `headers` instead of "
    "`multiValueHeaders`.",
    "seen",
    "dev.classmethod.jp, 2018-12: the health check says that the response is not in the expected format",
)
imitates(
    __name__,
    "Without that attribute, an Application Load Balancer refuses an answer with `multiValueHeaders` instead of `headers`.",
    "assumed",
    "the user guide wants `headers` then; nobody published the answer",
)
_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"
)
CRASH = {
    "v1": (502, b'{"message": "Internal server error"}', "application/json"),
    "v2": (500, b'{"message":"Internal Server Error"}', "application/json"),
    "url": (502, b"Internal Server Error", "text/plain"),
    "alb": (502, _GATEWAY.encode(), "text/html"),
    "alb-multi": (502, _GATEWAY.encode(), "text/html"),
}


class Unreadable(Exception):
    """The front cannot read what the handler returned."""


def read_returned(kind: str, returned: Any) -> httpx.Response:
    """Read a handler's result as the front does; raise Unreadable if it cannot."""
    if kind in ("v2", "url") and not has_status(returned):
        # Payload 2.0: whatever has no statusCode is the body of a 200.
        text = returned if isinstance(returned, str) else json.dumps(returned)
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=text.encode())
    try:
        body = returned.get("body") or ""
        content = base64.b64decode(body) if returned.get("isBase64Encoded") else str(body).encode()
        return httpx.Response(int(returned["statusCode"]), headers=list(_header_pairs(kind, returned)), content=content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"what it returned cannot be read: {type(error).__name__}: {error}") from None


def has_status(returned: Any) -> bool:
    """Return whether a handler's result is written as an answer at all."""
    return isinstance(returned, Mapping) and "statusCode" in returned


def _header_pairs(kind: str, returned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    single, many = returned.get("headers") or {}, returned.get("multiValueHeaders") or {}
    if kind == "alb":
        _check_form(many, single, "headers")
        many = {}
    if kind == "alb-multi":
        _check_form(single, many, "multiValueHeaders")
        single = {}
    yield from ((str(name), str(value)) for name, value in single.items())
    if kind in ("v2", "url"):
        yield from (("Set-Cookie", str(cookie)) for cookie in returned.get("cookies") or [])
    else:
        yield from ((str(name), str(value)) for name, values in many.items() for value in values)


def _check_form(given: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> None:
    if given and not wanted:
        raise ValueError(f"the load balancer expects {name}")


def crash(kind: str) -> httpx.Response:
    """Return the front's answer for a handler that failed."""
    status, body, content_type = CRASH[kind]
    return httpx.Response(status, headers={"Content-Type": content_type}, content=body)
