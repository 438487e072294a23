"""How AWS writes requests and answers: one file a protocol, and `wire.of(request)` chooses its codec.

A protocol's file has the functions of `Codec`, and `takes(request)`, which says whether the request is written in it. AWS JSON
has no `takes`: it answers whatever no other protocol takes.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import AwsError
from marketplace_emulator.http import HttpAnswer, HttpRequest
from marketplace_emulator.wire import aws_json


class Codec(Protocol):
    """Reads requests of one protocol, and writes their answers. Each reading function raises the AwsError that is due."""

    def operation(self, request: HttpRequest) -> Operation:
        """Find the operation that a request asks for."""

    def parameters(self, request: HttpRequest) -> dict[str, Any]:
        """Decode the operation's parameters, which need not satisfy its shape."""

    def answer(self, found: Operation, output: Mapping[str, Any]) -> HttpAnswer:
        """Encode the members of a result; times in it are epoch seconds."""

    def error(self, found: Operation | None, problem: AwsError, *, namespaced: bool) -> HttpAnswer:
        """Encode an error, with the namespace before its code where that is asked for."""


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
    """Choose the codec of a request; what no other protocol takes is answered as AWS JSON."""
    for codec in _OTHERS:
        if codec.takes(request):
            return codec
    return aws_json
