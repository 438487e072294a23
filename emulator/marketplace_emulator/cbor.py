"""CBOR (RFC 8949) as Smithy RPC v2 writes it: the types of JSON, byte strings, and timestamps, which are tagged.

cbor2 is imported on first use: most users never send CBOR.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

import msgspec

from marketplace_emulator.nesting import DEEPEST


class Timestamp(msgspec.Struct, frozen=True):
    """A number with CBOR's tag 1, in epoch seconds."""

    seconds: int | float


class NotCbor(ValueError):
    """The bytes are not one value of CBOR, or it has parts that no protocol of AWS knows; the text says which."""


def decode(body: bytes) -> Any:
    """Decode one value, or raise NotCbor; `undefined` becomes None, and text in chunks becomes one text."""
    import cbor2

    # Without these settings cbor2 makes regular expressions, e-mails and cyclic lists of tags, and takes a key twice.
    decoder = cbor2.CBORDecoder(
        io.BytesIO(body), semantic_decoders=_Tags(), max_depth=DEEPEST, allow_duplicate_keys=False
    )
    try:
        value = _checked(decoder.decode())
    except cbor2.CBORDecodeError as error:
        raise NotCbor(f"{error}: {error.__cause__}" if error.__cause__ else str(error)) from None
    if (trailing := len(body) - decoder.fp.tell()) > 0:
        raise NotCbor(f"{trailing} bytes follow the value")
    return value


def encode(value: Any) -> bytes:
    """Encode a value; lists and maps have definite lengths, as most decoders like them."""
    import cbor2

    def tagged(encoder: cbor2.CBOREncoder, value: Any) -> None:
        if not isinstance(value, Timestamp):
            raise TypeError(f"{value!r:.40} cannot be written as CBOR")
        encoder.encode(cbor2.CBORTag(1, value.seconds))

    return cbor2.dumps(value, default=tagged)  # with `encoders` it takes twice as long


def as_json(value: Any) -> Any:
    """Return a decoded value in JSON's types, as AWS JSON has it: timestamps as numbers, byte strings as base64."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, Timestamp):
        return value.seconds
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


class _Tags(dict[int, Callable[[Any, bool], Any]]):
    """Decodes tag 1 and refuses each other tag."""

    def __missing__(self, tag: int) -> Callable[[Any, bool], Any]:
        if tag != 1:
            raise NotCbor(f"tag {tag} is not known; expected only tag 1, a timestamp")
        return _timestamp


def _timestamp(value: Any, _: bool) -> Timestamp:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise NotCbor(f"a timestamp is a {type(value).__name__}; expected a number of epoch seconds")
    return Timestamp(value)


_KNOWN = frozenset((str, int, float, bool, bytes, type(None), Timestamp))


def _checked(value: Any) -> Any:
    """Replace `undefined` by None within a decoded value, and raise NotCbor for what JSON and this protocol have not."""
    import cbor2

    whole = [value]
    inner: list[Any] = [whole]
    while inner:
        each = inner.pop()
        if isinstance(each, dict):
            for name in each:
                if type(name) is not str:
                    raise NotCbor(f"a key of a map is a {type(name).__name__}; expected text")
        for at, item in each.items() if isinstance(each, dict) else enumerate(each):
            kind = type(item)
            if kind is list or kind is dict:
                inner.append(item)
            elif item is cbor2.undefined:
                each[at] = None
            elif kind not in _KNOWN:
                raise NotCbor(f"{item!r:.40} is no value that is known")
    return whole[0]
