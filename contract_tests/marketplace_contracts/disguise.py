"""Finding a secret in a text: unchanged, or in an encoding that is easy to undo."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from urllib.parse import quote, unquote_plus

_BASE64 = re.compile(r"[A-Za-z0-9_+/-]{16,}")
_WORD = re.compile(r"[A-Za-z0-9_+-]{16,}")
"""A piece that may be base64, also in an address, where a slash separates pieces."""
PIECE = 40
"""This many consecutive characters of a token are a leak; a log may keep the first dozen to identify it."""


def leaked(secret: str, text: str) -> str | None:
    """Return how a secret, or a long piece of it, is encoded in a text; None if it is not there."""
    if not text:
        return None
    for dress, dressed in _dresses(secret):
        found = _found_in(dressed, text)
        if found:
            return f"{dress}" if found == "whole" else f"{PIECE} characters of it, {dress}"
    for inner in _undressed(text):
        if _found_in(secret, inner):
            return "in base64"
    return None


def _found_in(secret: str, text: str) -> str | None:
    if secret in text:
        return "whole"
    if len(secret) < 2 * PIECE:
        return None
    starts = (0, len(secret) // 2 - PIECE // 2, len(secret) - PIECE)
    return "piece" if any(secret[start : start + PIECE] in text for start in starts) else None


def _dresses(secret: str) -> Iterator[tuple[str, str]]:
    yield "unchanged", secret
    yield "percent-encoded", quote(secret, safe="")
    yield "percent-encoded", re.sub(r"%[0-9A-F]{2}", lambda found: found.group(0).lower(), quote(secret, safe=""))
    yield "percent-encoded", quote(secret)
    yield "with + as spaces", unquote_plus(secret)
    yield "as HTML", html.escape(secret)
    yield "as JSON", json.dumps(secret)[1:-1].replace("/", "\\/")
    yield "in the URL-safe alphabet", secret.replace("+", "-").replace("/", "_")


def _undressed(text: str) -> Iterator[str]:
    for found in _BASE64.findall(text):
        try:
            octets = base64.urlsafe_b64decode(found.replace("+", "-").replace("/", "_") + "=" * (-len(found) % 4))
        except (binascii.Error, ValueError):
            continue
        yield octets.decode("utf-8", "replace")
        try:
            yield zlib.decompress(octets).decode("utf-8", "replace")  # a Flask session may be compressed
        except zlib.error:
            continue


def renamed(text: str, mine: str, theirs: str) -> str:
    """Return a text with one customer's name replaced by another's, wherever it is plain, in base64 or hashed."""
    for one, another in zip(_hashes(mine), _hashes(theirs), strict=True):
        text = text.replace(one, another)
    text = text.replace(quote(mine, safe=""), quote(theirs, safe="")) if "%" in quote(mine, safe="") else text
    plain = re.compile(rf"(?<![A-Za-z0-9]){re.escape(mine)}(?![A-Za-z0-9])")
    return _WORD.sub(lambda found: _recoded(found[0], plain, theirs), plain.sub(theirs, text))


def _hashes(name: str) -> list[str]:
    return [hashlib.new(each, name.encode(), usedforsecurity=False).hexdigest() for each in ("md5", "sha1", "sha256")]


def _recoded(piece: str, mine: re.Pattern[str], theirs: str) -> str:
    """Replace a name inside base64; padding is ignored, since names of the same length have the same."""
    try:
        inner = base64.urlsafe_b64decode(piece.replace("+", "-") + "=" * (-len(piece) % 4)).decode()
    except ValueError:
        return piece
    if not mine.search(inner):
        return piece
    return base64.urlsafe_b64encode(mine.sub(theirs, inner).encode()).decode().rstrip("=")
