"""Smithy RPC v2 CBOR: `POST /service/<service>/operation/<Operation>`, and CBOR in requests and answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from marketplace_emulator import catalogue, cbor
from marketplace_emulator.catalogue import Operation, Service, Shape
from marketplace_emulator.cbor import NotCbor, Timestamp
from marketplace_emulator.errors import (
    SERVER,
    AwsError,
    NotAcceptableException,
    SerializationException,
    UnsupportedMediaTypeException,
    named,
)
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import HttpAnswer, HttpRequest

SMITHY = "Smithy: RPC v2 CBOR"
imitates(
    __name__,
    "The entitlement and the agreement service also take `POST /service/<target prefix>/operation/<Operation>` with "
    "`Smithy-Protocol: rpc-v2-cbor` and CBOR; a prefix of the path, and the service's namespace, are allowed.",
    "doc",
    f"{SMITHY}; service models",
)
imitates(
    __name__,
    "The metering service does not take CBOR: its path is UnknownOperationException, 404.",
    "assumed",
    "its model lists AWS JSON alone; nobody published the answer",
)
imitates(
    __name__,
    "Every answer has `Smithy-Protocol: rpc-v2-cbor`, and `Content-Type: application/cbor` where it has a body; an empty "
    "result is an empty map. An answer has no x-amzn-ErrorType.",
    "doc",
    SMITHY,
)
imitates(
    __name__,
    "An error is a map of `__type`, the error's absolute shape id whatever the reading `error_type` says, `message`, and the "
    "other members of its shape.",
    "doc",
    SMITHY,
)
imitates(
    __name__,
    "Another path, service or operation, and a request without Smithy-Protocol, are UnknownOperationException, 404; "
    "another method is the same with 405.",
    "assumed",
    SERVER,
)
imitates(__name__, "A request with X-Amz-Target or X-Amzn-Target is refused.", "doc", SMITHY)
imitates(
    __name__,
    "A body of another Content-Type is UnsupportedMediaTypeException, 415, and an Accept without application/cbor is "
    "NotAcceptableException, 406; a request may leave Accept out.",
    "assumed",
    SERVER,
)
imitates(
    __name__,
    "Errors are found in this order: method, X-Amz-Target, Smithy-Protocol, path, Content-Type, Accept, size; then signature; "
    "then CBOR; then the operation's shape.",
    "assumed",
    "nobody published the order",
)
imitates(
    __name__,
    "`undefined` counts as null, strings and lists may come in chunks, and numbers in half precision.",
    "doc",
    f"{SMITHY}; RFC 8949",
)
imitates(
    __name__,
    "A body that is not one value of CBOR, or no map, or has a key twice or one that is no text, or a tag other than 1, "
    "or is nested more than 100 levels deep, is SerializationException; an empty body is an empty structure.",
    "assumed",
    "the protocol knows no such parts; nobody published the answer",
)
imitates(
    __name__,
    "A timestamp without tag 1, a tag elsewhere, and base64 text in place of a byte string are SerializationException.",
    "assumed",
    "the protocol demands the tag and the byte string; nobody published the answer",
)

_PROTOCOL = "rpc-v2-cbor"
_TYPE = "application/cbor"
_ACCEPTED = (_TYPE, "application/*", "*/*")
_PATH = re.compile(r"/service/(?:\w+\.)*(\w+)/operation/(\w+)\Z", re.ASCII)
_HEADER = ("Smithy-Protocol", _PROTOCOL)


def takes(request: HttpRequest) -> bool:
    """Return whether a request has the protocol's header or path."""
    return request.headers.get("smithy-protocol") == _PROTOCOL or (
        request.path != "/" and _PATH.search(request.path) is not None
    )


def operation(request: HttpRequest) -> Operation:
    """Return the operation that the request calls, or raise the AwsError for what is wrong with the request."""
    headers = request.headers
    if request.method != "POST":
        raise _unknown(f"HTTP method {request.method} is not supported; send operations by POST", 405)
    if forbidden := [name for name in ("x-amz-target", "x-amzn-target") if name in headers]:
        raise _unknown(f"Smithy RPC v2 CBOR has no {forbidden[0]} header; leave it out, or send AWS JSON to /")
    if headers.get("smithy-protocol") != _PROTOCOL:
        raise _unknown(f"Smithy-Protocol is {headers.get('smithy-protocol', '')!r}; expected {_PROTOCOL}")
    path = _PATH.search(request.path)
    if path is None:
        raise _unknown(f"No operation is reached at {request.path}; expected /service/<service>/operation/<operation>")
    found = catalogue.by_target().get(f"{path[1]}.{path[2]}")
    if found is None:
        raise _unknown(f"The operation {path[2]!r} of the service {path[1]!r} is not known")
    if f"smithy-{_PROTOCOL}" not in found.service.protocols:
        raise _unknown(f"{path[1]} does not take Smithy RPC v2 CBOR; send {found.name} as AWS JSON")
    given = _media_type(headers.get("content-type", ""))
    if given != _TYPE and (given or request.body):
        raise UnsupportedMediaTypeException(f"Content-Type is {given!r}; expected {_TYPE}")
    if not any(_media_type(each) in _ACCEPTED for each in headers.get("accept", _TYPE).split(",")):
        raise NotAcceptableException(f"Accept is {headers['accept']!r}; expected {_TYPE}")
    return found


def _unknown(message: str, status: int = 404) -> AwsError:
    return named("UnknownOperationException", message, status)


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def parameters(found: Operation, request: HttpRequest) -> dict[str, Any]:
    """Decode the request's body into the operation's parameters, in JSON's types."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() not in ("", "identity"):
        raise SerializationException(f"Content-Encoding {encoding!r} is not supported by this operation")
    if not request.body:
        return {}
    try:
        decoded = cbor.decode(request.body)
    except NotCbor as error:
        raise SerializationException(f"The request's body is not CBOR: {error}") from None
    if not isinstance(decoded, dict):
        raise SerializationException(f"The request's body is a {type(decoded).__name__}; expected a map")
    if found.input is None:
        return {}
    shape = found.service.shapes[found.input]
    read: dict[str, Any] = _walk(found.service, shape, decoded, _read)
    return read


def answer(found: Operation, output: Mapping[str, Any]) -> HttpAnswer:
    """Encode an operation's result; times in it are epoch seconds."""
    if found.output is None:
        return HttpAnswer(200, (_HEADER,))
    shape = found.service.shapes[found.output]
    return _answer(200, _walk(found.service, shape, output, _written))


def error(found: Operation | None, problem: AwsError, reading: Callable[[str], str]) -> HttpAnswer:
    """Encode an error; `__type` always has its namespace if the operation is known."""
    kind = f"{found.service.namespace}#{problem.code}" if found else problem.code
    message = {"message": str(problem)} if str(problem) else {}
    return _answer(problem.status, {"__type": kind, **message, **problem.members})


def _answer(status: int, body: Any) -> HttpAnswer:
    return HttpAnswer(status, (_HEADER, ("Content-Type", _TYPE)), cbor.encode(body))


def _walk(service: Service, shape: Shape, value: Any, scalar: Callable[[str, Any], Any]) -> Any:
    """Apply `scalar` to whatever is no structure, list or map by its shape; members that the shape has not stay as they are."""
    shapes, kind = service.shapes, shape["type"]
    if kind == "structure" and isinstance(value, Mapping):
        members = shape["members"]
        return {
            name: _walk(service, shapes[members[name]["shape"]], each, scalar) if name in members else each
            for name, each in value.items()
        }
    if kind == "map" and isinstance(value, Mapping):
        member = shapes[shape["value"]["shape"]]
        return {name: _walk(service, member, each, scalar) for name, each in value.items()}
    if kind == "list" and isinstance(value, list):
        member = shapes[shape["member"]["shape"]]
        return [_walk(service, member, each, scalar) for each in value]
    return scalar(kind, value)


_CBORS_OWN: Mapping[type, str] = {Timestamp: "timestamp", bytes: "blob"}
"""The types that JSON has not, and the kind of shape that each is for."""


def _read(kind: str, value: Any) -> Any:
    """Return a decoded value in JSON's type, or raise SerializationException where its type differs from the shape's."""
    own = _CBORS_OWN.get(type(value))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if (
        (own and own != kind)
        or (kind == "timestamp" and number)
        or (kind == "blob" and isinstance(value, str))
        or (kind in ("integer", "long") and isinstance(value, float) and not math.isfinite(value))
        or (isinstance(value, Timestamp) and not math.isfinite(value.seconds))
    ):
        given = own or type(value).__name__
        raise SerializationException(f"A {given} of CBOR can not be converted to a {kind}")
    return cbor.as_json(value) if own else value


def _written(kind: str, value: Any) -> Any:
    """Return a member of a result in CBOR's type."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    if kind == "timestamp":
        return Timestamp(int(value) if value == int(value) and abs(value) < 2**53 else value)
    return float(value) if kind in ("float", "double") else value
