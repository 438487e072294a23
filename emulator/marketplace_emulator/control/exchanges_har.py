"""The journal as HAR 1.2, which browsers' developer tools and proxies open (http://www.softwareishard.com/blog/har-12-spec)."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from marketplace_emulator.control.exchange import Exchange
from marketplace_emulator.control.exchanges import Filter, every
from marketplace_emulator.control.route import route
from marketplace_emulator.world import World

UNKNOWN = -1
"""What HAR says for a size that is not known."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """A header or a query parameter."""

    name: str
    value: str


class PostData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A request's body; `_encoding` as Chromium writes it, because HAR has none for requests."""

    mimeType: str  # noqa: N815 - HAR's name
    text: str
    encoding: str | UnsetType = msgspec.field(default=UNSET, name="_encoding")


class Request(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A request as HAR has it."""

    method: str
    url: str
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    query_string: list[Pair]
    post_data: PostData | UnsetType
    headers_size: int
    body_size: int


class Content(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """An answer's body."""

    size: int
    mime_type: str
    text: str
    encoding: str | UnsetType = UNSET


class Response(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An answer as HAR has it; its status is 0 where none was sent."""

    status: int
    status_text: str
    http_version: str
    cookies: list[Pair]
    headers: list[Pair]
    content: Content
    redirect_url: str = msgspec.field(name="redirectURL", default="")
    headers_size: int
    body_size: int


class Timings(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds: all of them are the emulator's own."""

    send: float
    wait: float
    receive: float


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An exchange as HAR has it; what HAR has no name for is in members that start with an underscore."""

    started_date_time: str
    time: float
    request: Request
    response: Response
    cache: dict[str, Any]
    timings: Timings
    request_id: str = msgspec.field(name="_request_id")
    operation: str | None = msgspec.field(name="_operation")
    outcome: str = msgspec.field(name="_outcome")
    fault: list[str] = msgspec.field(name="_fault")
    readings: dict[str, str] = msgspec.field(name="_readings")
    parameters: Any = msgspec.field(name="_parameters", default=UNSET)
    answer: Any = msgspec.field(name="_answer", default=UNSET)


class Creator(msgspec.Struct, frozen=True, kw_only=True):
    """What wrote the file."""

    name: str
    version: str


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """The exchanges, the oldest first."""

    version: str
    creator: Creator
    entries: list[Entry]


class Har(msgspec.Struct, frozen=True, kw_only=True):
    """A HAR 1.2 file."""

    log: Log


@route("GET", "/exchanges.har")
def export_har(world: World, query: Filter) -> Har:
    """Export the exchanges as HAR 1.2."""
    creator = Creator(name="marketplace-emulator", version=version("marketplace-emulator"))
    return Har(log=Log(version="1.2", creator=creator, entries=[_entry(each) for each in every(world, query)]))


def _entry(shown: Exchange) -> Entry:
    return Entry(
        started_date_time=shown["at"],
        time=shown["duration_ms"],
        request=_request(shown),
        response=_response(shown),
        cache={},
        timings=Timings(send=0, wait=shown["duration_ms"], receive=0),
        request_id=shown["request_id"],
        operation=shown["operation"],
        outcome=shown["outcome"],
        fault=shown["fault"],
        readings=shown["readings"],
        # A person reads JSON in the bodies themselves, but not CBOR.
        parameters=shown["parameters"] if shown["request_body"]["base64"] else UNSET,
        answer=shown["answer"] if shown["answer_body"]["base64"] else UNSET,
    )


def _request(shown: Exchange) -> Request:
    body = shown["request_body"]
    posted = PostData(
        mimeType=shown["request_headers"].get("content-type", ""),
        text=body["text"],
        encoding="base64" if body["base64"] else UNSET,
    )
    return Request(
        method=shown["method"],
        url=f"http://{shown['request_headers'].get('host', 'localhost')}{shown['path']}",
        http_version="HTTP/1.1",
        cookies=[],
        headers=[Pair(name=name, value=value) for name, value in shown["request_headers"].items()],
        query_string=[
            Pair(name=name, value=value)
            for name, value in parse_qsl(urlsplit(f"http://localhost{shown['path']}").query, keep_blank_values=True)
        ],
        post_data=posted if body["text"] else UNSET,
        headers_size=UNKNOWN,
        body_size=body["size"],
    )


def _response(shown: Exchange) -> Response:
    body, headers = shown["answer_body"], {name.lower(): value for name, value in shown["answer_headers"]}
    return Response(
        status=shown["status"],
        status_text=HTTPStatus(shown["status"]).phrase if shown["status"] in set(HTTPStatus) else "",
        http_version="HTTP/1.1",
        cookies=[],
        headers=[Pair(name=name, value=value) for name, value in shown["answer_headers"]],
        content=Content(
            size=body["size"],
            mime_type=headers.get("content-type", ""),
            text=body["text"],
            encoding="base64" if body["base64"] else UNSET,
        ),
        headers_size=UNKNOWN,
        body_size=body["size"],
    )
