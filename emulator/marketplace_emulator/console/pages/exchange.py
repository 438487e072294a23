"""`/console/exchanges/<id>`: one request to AWS and its answer, decoded and as it was sent, and copies that repeat it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from marketplace_emulator.console import copies
from marketplace_emulator.console.copies import Copied, NotCopied
from marketplace_emulator.console.page import Page, Piece, Query, get
from marketplace_emulator.console.timeline.entry import took
from marketplace_emulator.console.timeline.exchanges import BROKEN_OFF
from marketplace_emulator.console.timeline.nouns_shown import shown as nouns_shown
from marketplace_emulator.control.exchange_body import Body
from marketplace_emulator.control.exchanges import Whole, show_exchange
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.printable import printable
from marketplace_emulator.shortening import Shortening
from marketplace_emulator.world import World

CUT = 12_000
"""How many characters of a body are shown on the page; a link leads to all of it."""
BYTES_SHOWN = 256
"""How many bytes of a body are shown that is no text."""


class CopyQuery(Query, frozen=True, kw_only=True):
    """A copy has tokens in full, because it repeats the request, unless it is only looked at."""

    shortened: bool = False


class Excerpt(msgspec.Struct, frozen=True):
    """A text that may be cut: `more` is how many characters are not shown."""

    text: str
    more: int = 0
    is_text: bool = True


@get("/console/exchanges/<exchange_id>")
def show(world: World, exchange_id: str) -> Page:
    """Show an exchange by its number or its request id."""
    exchange = show_exchange(world, exchange_id, Whole())
    return Page(
        "exchange.html",
        exchange=exchange,
        about=nouns_shown(exchange["about"]),
        broken_off=BROKEN_OFF.get(exchange["outcome"]),
        took=took,
        asked=_decoded(exchange["parameters"], exchange["request_body"]),
        answered=_decoded(exchange["answer"], exchange["answer_body"]),
        request=_as_sent(f"{exchange['method']} {exchange['path']} HTTP/1.1", exchange["request_headers"].items()),
        request_body=_body(exchange["request_body"]),
        answer=_as_sent(f"HTTP/1.1 {exchange['status']}", exchange["answer_headers"]) if exchange["status"] else "",
        answer_body=_body(exchange["answer_body"]),
        copies={kind: module.NAME for kind, module in copies.KINDS.items()},
    )


@get("/console/exchanges/<exchange_id>/copy/<kind>")
def copy(world: World, exchange_id: str, kind: str, query: CopyQuery) -> Piece:
    """Write the exchange as text that repeats it, or a comment that says why not."""
    exchange = show_exchange(world, exchange_id, Whole(full=True))
    try:
        written = copies.write(kind, Copied(world, exchange))
    except NotCopied as reason:
        written = f"# {printable(' '.join(str(reason).split()))[:CUT]}\n"
    if query.shortened:
        written = Shortening(exchange["about"].get("token", ())).text(written)
    return Piece(written.encode("utf-8", "surrogatepass"), "text/plain; charset=utf-8")


@get("/console/exchanges/<exchange_id>/<part>/body")
def show_body(world: World, exchange_id: str, part: str) -> Piece:
    """Show the whole body of the request or the answer; a text's tokens are shortened."""
    if part not in ("request", "answer"):
        raise Problem(404, f"An exchange has no part {part!r}; it has request and answer.")
    which: Literal["request_body", "answer_body"] = "request_body" if part == "request" else "answer_body"
    body = show_exchange(world, exchange_id, Whole())[which]
    if body["base64"]:
        name = (("Content-Disposition", f'attachment; filename="{part}-{exchange_id}.bin"'),)
        return Piece(base64.b64decode(body["text"]), "application/octet-stream", name)
    return Piece(body["text"].encode(), "text/plain; charset=utf-8")


def _decoded(value: Any, body: Body) -> Excerpt | None:
    """Return a body's value as indented JSON; None if it is empty, or not decoded."""
    if not body["size"] or value == body["text"]:
        return None
    return _cut(json.dumps(value, indent=2, ensure_ascii=False))


def _body(body: Body) -> Excerpt:
    if not body["base64"]:
        return _cut(body["text"])
    sent = base64.b64decode(body["text"])
    lines = [f"{at:08x}  {sent[at : at + 16].hex(' '):<47}" for at in range(0, min(len(sent), BYTES_SHOWN), 16)]
    return Excerpt("\n".join(lines), max(0, len(sent) - BYTES_SHOWN), is_text=False)


def _cut(text: str) -> Excerpt:
    return Excerpt(text[:CUT], max(0, len(text) - CUT))


def _as_sent(first: str, headers: Iterable[tuple[str, str]]) -> str:
    return "\n".join([first, *(f"{name}: {value}" for name, value in headers)])
