"""AWS JSON 1.0 and 1.1: `POST /` with X-Amz-Target, and JSON in requests and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from marketplace_emulator import catalogue
from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import (
    AwsError,
    SerializationException,
    UnknownOperationException,
)
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import HttpAnswer, HttpRequest

imitates(
    __name__,
    "An operation is `POST /` with `X-Amz-Target: <prefix>.<Operation>` and `Content-Type: application/x-amz-json-1.1` "
    "(1.0 for the agreement service); each service's model names its prefix and version.",
    "doc",
    "Smithy: AWS JSON 1.0 and 1.1; service models",
)
imitates(
    __name__,
    "Another method, path, content type or target is UnknownOperationException, 400, with AWS's error body.",
    "assumed",
    "usual form of AWS's JSON services, for anything wrong before the operation is known",
)
imitates(
    __name__,
    "A body that is not UTF-8 JSON, not an object, or compressed, is SerializationException.",
    "assumed",
    "usual form; no marketplace operation declares the requestCompression trait",
)
imitates(
    __name__,
    'An error is `{"__type": code, "message": text}`, with the other members of its shape beside these.',
    "doc",
    "Smithy: AWS JSON 1.1, operation error serialization",
)
imitates(
    __name__,
    "An error also has its code in the header x-amzn-ErrorType; every answer has x-amzn-RequestId.",
    "assumed",
    "AWS's JSON services usually do so; Smithy lets clients read the header, but does not require it of servers",
)
imitates(
    __name__,
    "AWS JSON 1.0 and 1.1 are both accepted for every service; the answer has the version of the service's model.",
    "assumed",
    "nobody published it; a client that sends the wrong version gets no error",
)
imitates(
    __name__,
    "Errors are found in this order: method, path, target, content type, size; then signature; then JSON; then the "
    "operation's shape.",
    "assumed",
    "nobody published the order",
)
imitates(
    __name__,
    "A request that is not valid HTTP is MalformedHttpRequestException, 400, or 431 if the head is over 64 KB.",
    "assumed",
    "the code is among AWS's common errors; nobody published what AWS answers",
)
imitates(
    __name__,
    "An empty body is an empty structure; a number or an escape that cannot be represented is SerializationException, "
    "even in an unknown member.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "With its namespace, an error's `__type` is `com.amazonaws.<service id in lower case, without spaces>#<code>`.",
    "assumed",
    "the namespaces are those in AWS's SDK for JavaScript v3; nobody published an answer that has one",
)

_TYPES = {"application/x-amz-json-1.0": "1.0", "application/x-amz-json-1.1": "1.1"}
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


def operation(request: HttpRequest) -> Operation:
    """Return the operation that the request calls, or raise the AwsError for what is wrong with the request."""
    if request.method != "POST":
        raise UnknownOperationException(
            f"HTTP method {request.method} is not supported; send operations by POST; the control API is at /_emulator/"
        )
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
    return found


def parameters(found: Operation, request: HttpRequest) -> dict[str, Any]:
    """Decode the request's body into the operation's parameters; they are not checked against its shape yet."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding.lower() not in ("", "identity"):
        raise SerializationException(f"Content-Encoding {encoding!r} is not supported by this operation")
    if not request.body:
        return {}
    try:
        decoded = _decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SerializationException(f"The request's body is not JSON in UTF-8: {error}") from None
    if not isinstance(decoded, dict):
        raise SerializationException(
            "Start of list found where not expected"
            if isinstance(decoded, list)
            else "Unexpected value type in payload"
        )
    return decoded


def answer(found: Operation, output: Mapping[str, Any]) -> HttpAnswer:
    """Encode an operation's result; times in it are epoch seconds."""
    return HttpAnswer(200, (("Content-Type", f"application/x-amz-json-{found.service.json_version}"),), _encode(output))


def error(found: Operation | None, problem: AwsError, reading: Callable[[str], str]) -> HttpAnswer:
    """Encode an error; the reading `error_type` may write `__type` as `namespace#Code`, which the protocol also allows."""
    version = found.service.json_version if found else "1.1"
    namespace = f"{found.service.namespace}#" if found and reading("error_type") == "namespaced" else ""
    kind = f"{namespace}{problem.code}"
    message = {"message": str(problem)} if str(problem) else {}
    body = _encode({"__type": kind, **message, **problem.members})
    headers = (("Content-Type", f"application/x-amz-json-{version}"), ("x-amzn-ErrorType", kind))
    return HttpAnswer(problem.status, headers, body)
