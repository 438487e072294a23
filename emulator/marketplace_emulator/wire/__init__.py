"""How AWS writes a request and its answer down: one file a protocol, `wire.of(request)` is the codec for a request."""

from __future__ import annotations

from collections.abc import Mapping
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


def of(request: HttpRequest) -> Codec:
    """Choose the codec for a request; what no other protocol claims is answered as AWS JSON."""
    return aws_json
