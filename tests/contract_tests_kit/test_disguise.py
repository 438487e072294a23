"""In which dresses a token is found in a text."""

from __future__ import annotations

import base64
import gzip
import json
import random
import textwrap
import zlib
from urllib.parse import quote

import pytest

from marketplace_contracts.disguise import leaked

TOKEN = base64.b64encode(b"\x30" + bytes(range(60, 195))).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"resolving {TOKEN}",
        f"token={quote(TOKEN, safe='')}",
        f"token={quote(TOKEN, safe='').lower()[:0]}{quote(TOKEN)}",
        json.dumps({"token": TOKEN}),
        TOKEN.replace("/", "\\/"),
        TOKEN.replace("+", " "),
        TOKEN.replace("+", "-").replace("/", "_"),
        f"the first part {TOKEN[:60]}…",
        "session=" + base64.urlsafe_b64encode(json.dumps({"t": TOKEN}).encode()).decode() + ".abc.def",
        "session=."
        + base64.urlsafe_b64encode(zlib.compress(json.dumps({"t": TOKEN}).encode())).decode().rstrip("=")
        + ".x.y",
    ],
)
def test_a_token_is_found_in_every_encoding(text: str) -> None:
    assert leaked(TOKEN, text)


FORM = f"x-amzn-marketplace-token={quote(TOKEN, safe='')}&x-amzn-marketplace-offer-type=free-trial"
EVENT = json.dumps({"isBase64Encoded": True, "body": base64.b64encode(FORM.encode()).decode()})


@pytest.mark.parametrize(
    "text",
    [
        EVENT,
        FORM.encode().hex(),
        f"<Buffer {FORM.encode().hex(' ')}>",
        json.dumps({"type": "Buffer", "data": list(FORM.encode())}),
        f"body: {base64.encodebytes(FORM.encode()).decode()}INFO done",
        f"done\n{base64.encodebytes(FORM.encode()).decode()}",
        json.dumps({"body": base64.encodebytes(FORM.encode()).decode()}),
        "\n    ".join(textwrap.wrap(TOKEN, 32)),
        "\r\n\t".join(textwrap.wrap(TOKEN, 20)),
        "\n".join(f"INFO [17] {each}" for each in textwrap.wrap(TOKEN, 32)),
        base64.b64encode(gzip.compress(EVENT.encode())).decode(),
        base64.encodebytes(gzip.compress(FORM.encode())).decode(),
        gzip.compress(EVENT.encode()).hex(),
        quote(FORM),
        json.dumps(json.dumps(TOKEN).replace("+", "\\u002b").replace("/", "\\u002F")),
    ],
)
def test_a_token_is_found_in_every_dress_of_a_log(text: str) -> None:
    assert leaked(TOKEN, text)


def test_a_large_log_is_searched_quickly() -> None:
    source = random.Random(7)
    words = (
        base64.b64encode(source.randbytes(60)).decode() if n % 5 else source.randbytes(60).hex() for n in range(4_000)
    )
    assert leaked(TOKEN, "\n".join(f"INFO {each} {' ' * 40}" for each in words)) is None
    assert leaked(TOKEN, " " * 200_000 + "\\n" * 100_000 + "1 " * 100_000 + "%4" * 100_000) is None


@pytest.mark.parametrize(
    "text",
    ["", f"resolving {TOKEN[:12]}…", "a" * 500, TOKEN[::-1], "sha256 " + "0f" * 32, f"{TOKEN[:20]}…{TOKEN[-20:]}"],
)
def test_other_text_is_not_taken_for_the_token(text: str) -> None:
    assert leaked(TOKEN, text) is None
