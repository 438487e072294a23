"""What Hypothesis draws: tokens that AWS can issue, forms around them, and ways to encode them."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Callable
from urllib.parse import quote_plus

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from marketplace_contracts.browser import TOKEN_FIELD

LETTERS = string.ascii_letters + string.digits
PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))


def aws_token(source: random.Random) -> str:
    """Make a token like those seen from AWS: 184 characters of base64, with + and /, ending in ==."""
    while True:
        token = base64.b64encode(b"\x30" + source.randbytes(135)).decode()
        if "+" in token and "/" in token:
            return token


def tame_token(source: random.Random) -> str:
    """Make a token of AWS's length and ending, without + and /."""
    return aws_token(source).replace("+", "p").replace("/", "s")


def plain_token(source: random.Random) -> str:
    """Make a token of AWS's length, of letters and digits only."""
    return tame_token(source).replace("=", "e")


SHAPES: tuple[Callable[[random.Random], str], ...] = (aws_token, tame_token, plain_token)


ORDINARY = "MA+/" + "a" * 178 + "+="
"""A token like those of AWS, with every character that forms and addresses treat in their own way."""
LONGEST = base64.b64encode(random.Random(2048).randbytes(1536)).decode()
"""2,048 characters with a random share of + and /: a form of only + and / would be far longer."""


def base64_tokens() -> SearchStrategy[str]:
    """Draw tokens of standard base64, from 4 to 2,048 characters, often of AWS's own length."""
    lengths = st.one_of(st.just(136), st.integers(1, 24), st.integers(25, 1536))
    encoded = lengths.flatmap(lambda length: st.binary(min_size=length, max_size=length)).map(
        lambda octets: base64.b64encode(octets).decode()
    )
    # Hypothesis shrinks bytes to zeros, which give no + and no /, so half of the tokens get some.
    return st.one_of(
        encoded, st.builds(_sown, encoded, st.lists(st.tuples(st.integers(0, 2047), st.sampled_from("+/")), max_size=9))
    )


def _sown(token: str, places: list[tuple[int, str]]) -> str:
    body = list(token.rstrip("="))
    for place, letter in places:
        body[place % len(body)] = letter
    return "".join(body) + token[len(body) :]


def opaque_tokens() -> SearchStrategy[str]:
    """Draw any other printable token: AWS calls it opaque, so it may contain `%`, a literal `%2B` and `&`."""
    piece = st.one_of(
        st.sampled_from(
            [
                "%2B",
                "%2b",
                "%20",
                "%",
                "+",
                "&",
                "=",
                ";",
                '"',
                "'",
                "<",
                ">",
                "\\",
                "%%",
                "%2F",
                "&amp;",
                "-",
                "_",
                ".",
            ]
        ),
        st.text(PRINTABLE, min_size=1, max_size=12),
    )
    tokens = st.lists(piece, min_size=1, max_size=12).map("".join).map(str.strip)
    return tokens.filter(lambda each: each not in ("", "0"))  # PHP and Perl take 0 for no text at all


def field_names() -> SearchStrategy[str]:
    """Draw names of other fields: those seen from AWS, and any that AWS may add."""
    seen = ["x-amzn-marketplace-agreement-id", "x-amzn-marketplace-product-id", "x-amzn-marketplace-new-field"]
    return st.one_of(
        st.sampled_from(seen), st.text(string.ascii_lowercase, min_size=1, max_size=8).map("x-amzn-".__add__)
    )


def fields() -> SearchStrategy[list[tuple[str, str]]]:
    """Draw fields in any order; an empty name stands for the token's field."""
    other = st.tuples(field_names(), st.text(LETTERS + " &=+%/", max_size=20))
    return st.lists(other, min_size=1, max_size=4).flatmap(lambda others: st.permutations([("", ""), *others]))


def escapes() -> SearchStrategy[Callable[[str], str]]:
    """Draw ways to percent-encode a value that every form decoder must read: upper and lower case, and more than necessary."""
    return st.sampled_from(ESCAPES)


def _upper(value: str) -> str:
    return quote_plus(value, safe="")


def _lower(value: str) -> str:
    """Write `%2b` for `%2B`."""
    return "".join(f"%{ord(c):02x}" if not c.isalnum() else c for c in value)


def _all(value: str) -> str:
    return "".join(f"%{octet:02X}" for octet in value.encode())


def _mixed(value: str) -> str:
    return "".join(f"%{ord(c):02x}" if index % 3 == 0 else quote_plus(c, safe="") for index, c in enumerate(value))


ALL = _all
"""Escape every character."""
ESCAPES: tuple[Callable[[str], str], ...] = (_upper, _lower, _all, _mixed)


def body(token: str, around: list[tuple[str, str]], escape: Callable[[str], str] = _upper) -> bytes:
    """Return a form body with a token and the fields around it."""
    pairs = (
        f"{TOKEN_FIELD}={escape(token)}" if not name else f"{quote_plus(name)}={quote_plus(value)}"
        for name, value in around
    )
    return "&".join(pairs).encode()
