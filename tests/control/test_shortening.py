"""Tokens are shortened wherever an exchange is shown, with any escapes that the client used."""

from __future__ import annotations

import base64
import json
import re
import time
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from marketplace_emulator.control.exchange_body import decoded
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.identifiers import token as minted
from marketplace_emulator.shortening import MOST, Shortening
from tests.conftest import Wire
from tests.wire.cbor_client import send

TOKEN = minted("a token that nobody may read in a log")
PATHS = ("/exchanges", "/exchanges/{id}", "/exchanges.har", "/exchanges.jsonl")


def everything_told(marketplace: Marketplace, full: bool) -> list[str]:
    import httpx

    question = "?full=true" if full else ""
    number = marketplace.exchanges()[0]["id"]
    return [
        httpx.get(
            f"{marketplace.url}/_emulator{path.format(id=number)}{question}", trust_env=False, verify=False, timeout=30
        ).text
        for path in PATHS
    ]


def undone(text: str) -> str:
    """Undo escapes until there are none left."""
    while True:
        plain = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), unquote(text))
        plain = re.sub(r"\\+([\"/\\])", r"\1", plain)
        if plain == text:
            return text
        text = plain


def escaped(token: str, how: str) -> bytes:
    plain = json.dumps({"RegistrationToken": token})
    return {
        "plainly": plain,
        "every character as \\u": '{"RegistrationToken": "' + "".join(f"\\u{ord(each):04X}" for each in token) + '"}',
        "slashes": plain.replace("/", "\\/").replace("+", "\\u002b"),
        "JSON in JSON": json.dumps({"body": plain.replace("/", "\\/").replace("+", "\\u002b")}),
        "no JSON": f"RegistrationToken={token}",
        "cut JSON": plain[:-5],
        "a list": json.dumps({"RegistrationToken": [[token], {"x": token}]}),
        "another member": json.dumps({"Token": token}),
        "a member's name": json.dumps({token: 1}),
        "a form": f"x-amzn-marketplace-token={quote(token, safe='')}",
        "a form, encoded twice": f"x-amzn-marketplace-token={quote(quote(token, safe=''), safe='')}",
        "a form, spaces for plus": f"x-amzn-marketplace-token={quote(token.replace('+', ' '), safe='')}",
        "no JSON, spaces for plus": f"RegistrationToken={token.replace('+', ' ')}",
        "spaces for plus": plain.replace("+", " "),
    }[how].encode() + (b"\xff" if how == "no JSON" else b"")


HOWS = (
    *(
        "plainly",
        "every character as \\u",
        "slashes",
        "JSON in JSON",
        "no JSON",
        "cut JSON",
        "a list",
        "another member",
    ),
    *("a member's name", "a form", "a form, encoded twice", "spaces for plus"),
    *("a form, spaces for plus", "no JSON, spaces for plus"),
)


@pytest.mark.parametrize("how", HOWS)
def test_no_escape_of_a_token_shows_it(served: Marketplace, wire: Wire, how: str) -> None:
    wire.send(escaped(TOKEN, how))
    for told in everything_told(served, full=False):
        assert TOKEN[12:40] not in undone(told).replace(" ", "+")
    if how != "no JSON":
        assert all(TOKEN[12:40] in undone(told).replace(" ", "+") for told in everything_told(served, full=True))


def test_a_request_full_of_tokens_is_shown_fast_and_without_them(served: Marketplace, wire: Wire) -> None:
    """Send a megabyte of tokens: looking for each of them in every text would take hours."""
    tokens = [f"{number:08d}-a-token-of-the-request" for number in range(28_000)]
    wire.send(json.dumps({"RegistrationToken": tokens}).encode())
    for told in everything_told(served, full=False):
        assert "-a-token-of-the" not in told
    assert all(tokens[-1] in told for told in everything_told(served, full=True))


def test_a_text_with_too_many_tokens_is_shortened_as_a_whole() -> None:
    shortening = Shortening(f"{number:030d}" for number in range(MOST))
    assert shortening.text(f"see {MOST - 1:030d} and an ordinary text") == "see 000000000000… and an ordinary text"
    shortening.learn({"RegistrationToken": [f"{number:040d}" for number in range(100_000)]})
    assert len(shortening.tokens) == MOST + 1
    assert shortening.text(f"see {99_999:040d} and an ordinary text") == "see 00000000…"


@pytest.mark.parametrize(
    "text", ["%5c", "\\", "\\u0041", "a", "M ", "Maaaaaaaaaaa ", "registrationtoken:'x", 'token="', " [{"]
)
def test_a_megabyte_costs_no_more_than_a_megabyte(text: str) -> None:
    """The time grows linearly with the text; with its square, this test would take minutes."""
    shortening = Shortening(["a" * (25 + each) for each in range(MOST)])
    began = time.process_time()
    shortening.text(text * (1_000_000 // len(text)))
    assert time.process_time() - began < 20


def test_a_token_in_the_path_the_query_and_the_headers_is_shortened(served: Marketplace, wire: Wire) -> None:
    coded = quote(TOKEN, safe="")
    wire.send(
        path=f"/{coded}?x-amzn-marketplace-token={coded}",
        headers={"X-Amz-Security-Token": "IQoJ" + "b" * 40, "X-Forwarded-Uri": f"/register?token={coded}"},
    )
    for told in everything_told(served, full=False):
        assert TOKEN[12:40] not in undone(told)
        assert "b" * 30 not in told


def test_an_error_that_quotes_the_token_back_is_shortened(served: Marketplace, wire: Wire) -> None:
    wire.send(json.dumps({"RegistrationToken": "k" * 60}).encode(), headers={"X-Amz-Target": "k" * 60})
    for told in everything_told(served, full=False):
        assert "k" * 25 not in told
        assert "k" * 12 + "…" in told


def test_words_from_fixtures_are_not_shortened(served: Marketplace, wire: Wire) -> None:
    wire.send(b'{"RegistrationToken": "expired"}')
    assert all('"expired' in undone(told) for told in everything_told(served, full=False))


@pytest.mark.parametrize(
    "written",
    [
        "registration_token: {}",
        "RegistrationToken = '{}'",
        'the X-Amzn-Marketplace-Token is "x-amzn-marketplace-token":"{}"',
        "x-amzn-marketplace-token=%22{}%22",
    ],
)
def test_what_follows_a_tokens_name_is_a_token(written: str) -> None:
    assert Shortening().text(written.format("k" * 30)) == written.format("k" * 12 + "…")


@pytest.mark.parametrize("token", ["100%25 of " + "k" * 20, "ends with " + "k" * 20 + "\\", "é😀\n" + "k" * 30])
def test_an_odd_token_is_found_under_its_escapes(token: str) -> None:
    for write in (str, json.dumps, quote, lambda text: quote(quote(text)), lambda text: quote(json.dumps(text))):
        shown = Shortening([token]).text(f"see {write(token)} and more")
        assert "…" in shown
        assert write(token)[-20:-5] not in shown
        assert shown.startswith("see ")
        assert shown.endswith(" and more")


WRITTEN = st.text(st.characters(exclude_characters="\\%"), min_size=25, max_size=60)


@given(WRITTEN, st.data())
def test_any_token_is_hidden_under_any_escapes(token: str, data: st.DataObject) -> None:
    written = ""
    for each in token:
        two = each.encode("utf-16-be", "surrogatepass")
        long = "".join(f"\\u{int.from_bytes(two[at : at + 2]):04x}" for at in range(0, len(two), 2))
        is_half = "\ud800" <= each <= "\udfff"  # of a pair of surrogates: no UTF-8 has one
        plain = long if is_half else json.dumps(each, ensure_ascii=False)[1:-1]
        written += data.draw(st.sampled_from([long, plain]))
    body = f'{{"RegistrationToken":"{written}","again":"{written}"}}'
    shortening = Shortening([token])
    shown = json.loads(shortening.body(body.encode()))
    for name in ("RegistrationToken", "again"):
        assert shown[name].endswith("…")
        assert token.startswith(shown[name][:-1])
        assert len(shown[name]) <= 13
    told = shortening.value(json.loads(body))
    assert told["RegistrationToken"] == f"{token[:12]}…"
    assert told["again"][:-1] == token[: len(told["again"]) - 1][:12]


@given(st.text(max_size=200))
def test_text_without_a_token_is_left_as_it_is(text: str) -> None:
    if not re.search(r"token|[A-Za-z0-9+/_ -]{80}", text, re.IGNORECASE):
        assert Shortening(["a token that does not occur here"]).text(text) == text


def chunked(text: str, size: int = 30) -> bytes:
    """Write a text as CBOR's text in chunks, none of which is a whole token."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return b"\x7f" + b"".join(cbor2.dumps(piece) for piece in pieces) + b"\xff"


IN_CBOR = {
    "under its name": cbor2.dumps({"RegistrationToken": TOKEN}),
    "in chunks": b"\xa1" + cbor2.dumps("RegistrationToken") + chunked(TOKEN),
    "in chunks elsewhere": b"\xa1" + cbor2.dumps("Other") + chunked(TOKEN),
    "as bytes": cbor2.dumps({"RegistrationToken": TOKEN.encode()}),
    "as bytes elsewhere": cbor2.dumps({"Other": TOKEN.encode()}),
    "as a key": cbor2.dumps({TOKEN: 1}),
    "deep inside": cbor2.dumps({"a": [{"registrationToken": {"b": ["c", TOKEN]}}]}),
    "escaped": cbor2.dumps({"a": json.dumps({"RegistrationToken": quote(TOKEN, safe="")})}),
    "cut": cbor2.dumps({"RegistrationToken": TOKEN, "b": "c"})[:-1],
    "cut, in chunks": (b"\xa1" + cbor2.dumps("RegistrationToken") + chunked(TOKEN))[:-1],
    "no map": cbor2.dumps(TOKEN),
    "no map, cut, in chunks": chunked(TOKEN)[:-1],
}


def undone_base64(value: Any) -> str:
    """Find all texts in an exchange, those in base64 decoded too, and those in CBOR with their chunks joined."""
    if isinstance(value, dict | list):
        return "\n".join(map(undone_base64, [*value, *value.values()] if isinstance(value, dict) else value))
    if not isinstance(value, str):
        return ""
    within = ""
    with suppress(ValueError):
        within = base64.b64decode(value, validate=True).decode("latin-1")
    return "\n".join(text for each in (value, within) for text in (each, each.replace("x\x1e", "")))


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize("body", IN_CBOR.values(), ids=IN_CBOR)
def test_a_token_in_cbor_is_shortened(served: Marketplace, wire: Wire, body: bytes, labelled: bool) -> None:
    send(wire, body, headers={} if labelled else {"Smithy-Protocol": None, "Content-Type": None})
    number = served.exchanges()[0]["id"]
    for path in PATHS:
        assert TOKEN[12:40] not in undone(undone_base64(get(served, path.format(id=number)))), path
        assert TOKEN[12:40] in undone(undone_base64(get(served, path.format(id=number) + "?full=true"))), path
    sent = get(served, "/exchanges?full=true")[0]["items"][0]["request_body"]
    assert (base64.b64decode(sent["text"]) if sent["base64"] else sent["text"].encode()) == body
    assert sent["size"] == len(body)


def in_cbor(draw: st.DrawFn, depth: int = 0) -> bytes:
    """Write CBOR that holds the token here or further inside, as a text, in chunks, as bytes or as a key."""
    kind = draw(st.sampled_from(["text", "chunks", "bytes", "key", "list", "map", "map"] if depth < 4 else ["chunks"]))
    other = draw(st.sampled_from([b"\x01", b"\xf6", b"\x61a", b"\xfb\x3f\xf8\0\0\0\0\0\0", b"\xc1\x00"]))
    name = cbor2.dumps(draw(st.sampled_from(["a", "RegistrationToken", "note"])))
    if kind == "text":
        return cbor2.dumps(f"{draw(st.sampled_from(['', 'see ']))}{TOKEN}")
    if kind == "chunks":
        return chunked(TOKEN, draw(st.integers(12, 200)))
    if kind == "bytes":
        return cbor2.dumps(TOKEN.encode())
    if kind == "key":
        return b"\xa1" + cbor2.dumps(TOKEN) + other
    if kind == "list":
        return b"\x9f" + other + in_cbor(draw, depth + 1) + b"\xff"
    return b"\xbf" + cbor2.dumps("first") + other + name + in_cbor(draw, depth + 1) + b"\xff"


@given(st.data())
def test_any_place_of_a_token_in_cbor_is_shortened(data: st.DataObject) -> None:
    body = data.draw(st.composite(in_cbor)())
    body = body[: len(body) - data.draw(st.integers(0, 5))]
    read = decoded(body, [("Content-Type", "application/cbor")])
    hide = Shortening()
    hide.learn(read.value)
    told = undone(undone_base64([*read.shown(hide)]))
    pieces = {TOKEN[at : at + 12] for at in range(12, len(TOKEN) - 12)}
    assert not [piece for piece in pieces if piece in told]


def get(marketplace: Marketplace, path: str) -> list[Any]:
    bare, _, query = f"/_emulator{path}".partition("?")
    found = marketplace.respond(HttpRequest("GET", bare, {"host": "localhost"}, query=query)).body
    return [json.loads(line) for line in found.splitlines()]
