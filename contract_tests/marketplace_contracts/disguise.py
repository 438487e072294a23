"""Finding a secret in a text: unchanged, folded into lines, or in an encoding that is easy to undo."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, quote_plus, unquote_plus

_BASE64 = re.compile(r"[A-Za-z0-9_+/-]{16,}")
_HEX = re.compile(r"[0-9A-Fa-f]{32,}|[0-9A-Fa-f]{2}(?:[ :][0-9A-Fa-f]{2}){31,}")
_BYTES = re.compile(r"\d{1,3}(?:[, \n]{1,2} {0,4}\d{1,3}){31,}")
"""Bytes as numbers, as in a Node Buffer's JSON."""
_WORD = re.compile(r"[A-Za-z0-9_+-]{16,}")
"""A piece that may be base64, also in an address, where a slash separates pieces."""
_ESCAPE = re.compile(r"(?:\\{1,4}u00|\\{1,4}x|%(?:25)*|&#x)([0-9A-Fa-f]{2});?")
PIECE = 40
"""This many consecutive characters of a token are a leak; a log may keep the first dozen to identify it."""
_SLICE = 16
"""Lines with something before each of them cannot be joined. More than half of the slices of a token are a leak."""
_DEEPEST = 3
"""An event in base64 may be in a compressed event in base64."""
_MOST = 10_000_000
"""Compressed text is not read beyond this many bytes."""


def leaked(secret: str, text: str, depth: int = 0) -> str | None:
    """Return how a secret, or a long piece of it, is encoded in a text; None if it is not there."""
    if not text:
        return None
    for dress, dressed in dresses(secret):
        found = _found_in(dressed, text)
        if found:
            return f"{dress}" if found == "whole" else f"{PIECE} characters of it, {dress}"
    if _found_in(secret, _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)):
        return "in escapes"
    joined = _joined(text)
    if any(_found_in(dressed, joined) for _, dressed in dresses(secret)) or _is_in_slices(secret, text):
        return "folded into lines"
    least = min(PIECE, len(secret))
    for dress, octets in _undressed(text if joined == text else f"{text}\n{joined}", least):
        inner = octets.decode("utf-8", "replace")
        if _found_in(secret, inner) or (depth < _DEEPEST and _is_text(octets) and leaked(secret, inner, depth + 1)):
            return dress
    return None


def _joined(text: str) -> str:
    """Join lines, also those that `\\n` in a quoted text separates, without indents and what mail and shells write at the end."""
    if "\n" not in text and "\\n" not in text:
        return text
    lines = text.replace("\\r", "").replace("\\n", "\n").splitlines()
    return "".join(line.strip().rstrip("=\\") for line in lines)


def _found_in(secret: str, text: str) -> str | None:
    if secret in text:
        return "whole"
    if len(secret) < 2 * PIECE:
        return None
    starts = (0, len(secret) // 2 - PIECE // 2, len(secret) - PIECE)
    return "piece" if any(secret[start : start + PIECE] in text for start in starts) else None


def _is_in_slices(secret: str, text: str) -> bool:
    starts = range(0, len(secret) - _SLICE + 1, _SLICE)
    there = sum(secret[start : start + _SLICE] in text for start in starts)
    return len(secret) >= 2 * PIECE and 2 * there > len(starts)


@lru_cache(maxsize=1024)
def dresses(secret: str) -> tuple[tuple[str, str], ...]:
    """Return the ways to write a secret without an encoding of its bytes, each with its name, and none twice."""
    escaped = quote(secret, safe="")
    ways = (
        ("unchanged", secret),
        ("percent-encoded", escaped),
        ("percent-encoded", re.sub(r"%[0-9A-F]{2}", lambda found: found.group(0).lower(), escaped)),
        ("percent-encoded", quote(secret)),
        ("percent-encoded", quote_plus(secret)),
        ("with + as spaces", unquote_plus(secret)),
        ("as HTML", html.escape(secret)),
        ("as JSON", json.dumps(secret)[1:-1].replace("/", "\\/")),
        ("in the URL-safe alphabet", secret.replace("+", "-").replace("/", "_")),
    )
    first = {dressed: dress for dress, dressed in reversed(ways)}
    return tuple((dress, dressed) for dress, dressed in ways if first.pop(dressed, None))


def _undressed(text: str, least: int) -> Iterator[tuple[str, bytes]]:
    """Yield what is encoded in a text, each with the name of its encoding, if it has at least this many bytes."""
    for found in dict.fromkeys(_BASE64.findall(text)):
        for start in range(4 if len(found) * 3 >= least * 4 else 0):  # the end of a word may stand directly before it
            octets = _from_base64(found[start:])
            yield from _unpacked("in base64", octets)
            if _is_text(octets):
                break
    for found in _HEX.findall(text):
        digits = re.sub(r"[ :]", "", found)
        yield from _unpacked("in hex", bytes.fromhex(digits[: len(digits) // 2 * 2]))
    for found in _BYTES.findall(text):
        numbers = [int(each) for each in re.findall(r"\d+", found)]
        yield from _unpacked("as the numbers of its bytes", bytes(each for each in numbers if each < 256))


def _from_base64(piece: str) -> bytes:
    piece = piece.replace("+", "-").replace("/", "_")
    whole = piece[:-1] if len(piece) % 4 == 1 else piece
    try:
        return base64.urlsafe_b64decode(whole + "=" * (-len(whole) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_text(octets: bytes) -> bool:
    """Return whether bytes are text in the middle, which is not spoilt by what stands before and after."""
    middle = octets[len(octets) // 2 - 8 :][:16]
    return bool(middle) and middle.isascii() and middle.decode("ascii").isprintable()


def _unpacked(dress: str, octets: bytes) -> Iterator[tuple[str, bytes]]:
    yield dress, octets
    if octets[:2] == b"\x1f\x8b" or octets[:1] == b"\x78":  # gzip or zlib; a Flask session may be compressed
        with suppress(zlib.error):
            yield f"compressed, {dress}", zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(octets, _MOST)


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
