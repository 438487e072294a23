"""AWS's wire protocols, one file for each; `wire.of(request)` returns the codec for a request.

A protocol's file has the functions of `Codec`, and `takes(request)`, which returns whether the request uses the protocol.
AWS JSON has no `takes`: it answers every request that no other protocol takes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import AwsError, RequestEntityTooLargeException
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest
from marketplace_emulator.wire import aws_json

imitates(
    __name__,
    "A body over 1 MB is RequestEntityTooLargeException, 413.",
    "assumed",
    "the limit of 1 MB is in BatchMeterUsage's documentation; nobody published the answer",
)


class Codec(Protocol):
    """Decodes the requests of one protocol and encodes the answers; a request that is wrong raises an AwsError."""

    def operation(self, request: HttpRequest) -> Operation:
        """Return the operation that a request calls."""

    def parameters(self, found: Operation, request: HttpRequest) -> dict[str, Any]:
        """Decode the operation's parameters into JSON's types; they are not checked against its shape yet."""

    def answer(self, found: Operation, output: Mapping[str, Any]) -> HttpAnswer:
        """Encode the members of a result; times in it are epoch seconds."""

    def error(self, found: Operation | None, problem: AwsError, reading: Callable[[str], str]) -> HttpAnswer:
        """Encode an error; ask `reading` for the value of a reading that decides how."""


class _Choosy(Codec, Protocol):
    takes: Callable[[HttpRequest], bool]


_FUNCTIONS = ("takes", "operation", "parameters", "answer", "error")


def _discover() -> tuple[_Choosy, ...]:
    found: list[Any] = []
    for module in pkgutil.iter_modules(__path__):
        if module.name != "aws_json":
            codec = importlib.import_module(f"{__name__}.{module.name}")
            missing = [name for name in _FUNCTIONS if not callable(getattr(codec, name, None))]
            if missing:
                raise ImportError(
                    f"wire/{module.name}.py has no function {', '.join(missing)}; a codec has all of Codec"
                )
            found.append(codec)
    return tuple(found)


_OTHERS = _discover()


def of(request: HttpRequest) -> Codec:
    """Return the codec for a request; AWS JSON answers every request that no other protocol takes."""
    for codec in _OTHERS:
        if codec.takes(request):
            return codec
    return aws_json


def check_size(request: HttpRequest) -> None:
    """Raise RequestEntityTooLargeException for a request whose body is too large, whatever its protocol."""
    if len(request.body) > BODY_LIMIT:
        raise RequestEntityTooLargeException(f"Request size exceeds the limit of {BODY_LIMIT} bytes")
