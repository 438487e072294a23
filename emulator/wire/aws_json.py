"""AWS JSON 1.0 and 1.1: `POST /` with X-Amz-Target, JSON both ways."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from emulator import catalogue
from emulator.catalogue import Operation
from emulator.errors import (
    AwsError,
    NotImplementedByEmulator,
    RequestEntityTooLargeException,
    SerializationException,
    UnknownOperationException,
)
from emulator.fidelity import imitates
from emulator.http import BODY_LIMIT, HttpAnswer, HttpRequest

imitates(
    __name__,
    "An operation is `POST /` with `X-Amz-Target: <prefix>.<Operation>` and `Content-Type: application/x-amz-json-1.1` "
    "(1.0 for the agreement service); each service's model names its prefix and version.",
    "doc",
    "Smithy: AWS JSON 1.0 and 1.1; service models",
)
imitates(
    __name__,
    "Another method, path, content type or target is UnknownOperationException, 400 with a body of AWS's shape.",
    "assumed",
    "usual form of AWS's JSON services, which answer so whatever is wrong before the operation is known",
)
imitates(
    __name__,
    "A body that is not UTF-8 JSON, or not an object, or that is compressed, is SerializationException.",
    "assumed",
    "usual form; no marketplace operation declares the requestCompression trait",
)
imitates(
    __name__,
    "A body over 1 MB is RequestEntityTooLargeException, 413.",
    "assumed",
    "the limit of 1 MB is in BatchMeterUsage's documentation; nobody published the answer",
)
imitates(
    __name__,
    'An error is `{"__type": code, "message": text}` with the header x-amzn-ErrorType; every answer has x-amzn-RequestId.',
    "doc",
    "Smithy: AWS JSON 1.1, operation error serialization; x-amzn-RequestId seen on every service",
)

_TYPES = {"application/x-amz-json-1.0": "1.0", "application/x-amz-json-1.1": "1.1"}
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def operation(request: HttpRequest) -> Operation:
    """Find the operation that the request asks for, or raise what is wrong with the way it asks."""
    if request.method != "POST":
        raise UnknownOperationException(f"HTTP method {request.method} is not supported; operations are sent by POST")
    if request.path != "/":
        raise UnknownOperationException(f"No operation is reached at {request.path}; operations are sent to /")
    target = request.headers.get("x-amz-target")
    if not target:
        raise UnknownOperationException("The X-Amz-Target header is missing; expected <service>.<Operation>")
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() not in _TYPES:
        raise UnknownOperationException(
            f"Content-Type {content_type!r} is not supported; expected application/x-amz-json-1.1"
        )
    found = catalogue.by_target().get(target)
    if found is None:
        raise UnknownOperationException(f"The operation {target!r} is not known")
    if len(request.body) > BODY_LIMIT:
        raise RequestEntityTooLargeException(f"Request size exceeds the limit of {BODY_LIMIT} bytes")
    return found


def parameters(request: HttpRequest) -> dict[str, Any]:
    """Decode the request's body into the operation's parameters, not yet held against its shape."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() not in ("", "identity"):
        raise SerializationException(f"Content-Encoding {encoding!r} is not supported by this operation")
    if not request.body:
        return {}
    try:
        decoded = _decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise SerializationException from None
    if not isinstance(decoded, dict):
        raise SerializationException(
            "Start of list found where not expected"
            if isinstance(decoded, list)
            else "Unexpected value type in payload"
        )
    return decoded


def answer(found: Operation, output: Mapping[str, Any]) -> HttpAnswer:
    """Encode an operation's result; times in it are epoch seconds already."""
    return HttpAnswer(200, (("Content-Type", f"application/x-amz-json-{found.service.json_version}"),), _encode(output))


def error(found: Operation | None, problem: AwsError, *, namespaced: bool) -> HttpAnswer:
    """Encode an error; `namespaced` writes `__type` as `namespace#Code`, which AWS's protocol allows as well."""
    version = found.service.json_version if found else "1.1"
    kind = f"{found.service.namespace}#{problem.code}" if namespaced and found else problem.code
    body = _encode({"__type": kind, "message": str(problem)} if str(problem) else {"__type": kind})
    headers = (("Content-Type", f"application/x-amz-json-{version}"), ("x-amzn-ErrorType", kind))
    return HttpAnswer(problem.status, headers, body)


def not_here_yet(found: Operation) -> NotImplementedByEmulator:
    """Say that AWS has this operation and the emulator does not."""
    return NotImplementedByEmulator(
        f"AWS Marketplace has the operation {found.name} ({found.service.name}), the emulator does not answer it yet"
    )
