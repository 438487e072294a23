"""NextTokens: opaque positions in a list, each of which continues only the list that it was made for."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

_KEY = b"marketplace-emulator"
"""The same for all processes, as is a list; it tells a token from any other text, and keeps no secret."""
_POSITION, _PART, _SEAL = 16, 6, 12


class Misused(ValueError):
    """A token does not continue the list; the text says why, and completes the sentence "NextToken …"."""


def made(position: int, of: Mapping[str, Any]) -> str:
    """Return the token for a position in a list, a whole number of 128 bits.

    `of` has all that the list depends on, each by the words for a token of which it was different: `for another filter`.
    """
    plain = position.to_bytes(_POSITION, "big") + b"".join(map(_digest, of.values()))
    return _written(plain + _sealed(plain))


def position(token: str, of: Mapping[str, Any]) -> int:
    """Return the position that a token leads to, or raise Misused if it was not made for this list."""
    try:
        whole = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        whole = b""
    plain, seal = whole[:-_SEAL], whole[-_SEAL:]
    if len(plain) != _POSITION + _PART * len(of) or seal != _sealed(plain) or _written(whole) != token:
        raise Misused("is not one that this operation returned")
    for number, (difference, value) in enumerate(of.items()):
        if plain[_POSITION + _PART * number :][:_PART] != _digest(value):
            raise Misused(f"was returned {difference}")
    return int.from_bytes(plain[:_POSITION], "big")


def _written(whole: bytes) -> str:
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def _digest(value: Any) -> bytes:
    return hashlib.blake2b(msgspec.json.encode(value, order="deterministic"), digest_size=_PART).digest()


def _sealed(plain: bytes) -> bytes:
    return hashlib.blake2b(plain, digest_size=_SEAL, key=_KEY).digest()
