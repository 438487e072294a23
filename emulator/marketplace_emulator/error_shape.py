"""What the shape of a declared error has beside its message: requestId, the reason, the fields, and a status of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import AwsError, ValidationException
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "An error whose shape has requestId has the id of the request, which is in the header x-amzn-RequestId too.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8",
)
imitates(
    __name__,
    "A ValidationException whose shape has fields names each member that does not fit its shape, with the constraint. Its "
    "reason is the one that is named after the first of them: INVALID_MAX_RESULTS, or MISSING_AGREEMENT_ID if it is absent.",
    "assumed",
    "the names of the reasons in the service model marketplace-agreement, botocore 1.44.8; nobody published an answer",
)

_MISSING = "Member must not be null"
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def completed(operation: Operation | None, error: AwsError, request_id: str, reading: Callable[[str], str]) -> AwsError:
    """Give an error the status and the members that its shape has, if the called operation declares it."""
    if operation is None or error.code not in operation.errors:
        return error
    shape = operation.service.shapes[error.code]
    if not error.chosen and _has_own_status(shape) and reading("agreement_error_status") == "always_400":
        error.status = 400
    members = shape.get("members", {})
    if "requestId" in members:
        error.members.setdefault("requestId", request_id)
    if isinstance(error, ValidationException) and error.failed:
        error.members |= {name: value for name, value in _failed(operation, error).items() if name in members}
    return error


def _has_own_status(shape: Mapping[str, Any]) -> bool:
    status: int = shape.get("error", {}).get("httpStatusCode", 400)
    return 400 < status < 500


def _failed(operation: Operation, error: ValidationException) -> dict[str, Any]:
    shapes = operation.service.shapes
    reason = shapes[error.code]["members"].get("reason", {"shape": error.code})["shape"]
    known = shapes[reason].get("enum", ())
    members: dict[str, Any] = {"fields": [{"name": ".".join(path), "message": told} for path, told in error.failed]}
    for path, told in error.failed:
        for name in _named_after(path):
            found = f"{'MISSING' if told == _MISSING else 'INVALID'}_{name}"
            if found in known:
                return {"reason": found, **members}
    return {"reason": "OTHER", **members} if "OTHER" in known else members


def _named_after(path: Sequence[str]) -> list[str]:
    """Return what a reason may call a member: filters.1.member.name is FILTER_NAME, or else NAME."""
    parts = [_WORD.sub("_", each).upper() for each in path if not each.isdigit() and each != "member"]
    owners = [each.removesuffix("S") for each in parts[:-1]]
    return ["_".join([*owners[start:], parts[-1]]) for start in range(len(parts))]
