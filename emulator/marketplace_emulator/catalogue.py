"""AWS's operations, read from AWS's service models.

The models are read as data: importing botocore takes longer than everything else before the first answer.
"""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import msgspec

from marketplace_emulator import models

SERVICES = models.SERVICES
"""The AWS Marketplace services that use X-Amz-Target, by botocore's names."""

SIGNING_NAME = "aws-marketplace"

Shape = Mapping[str, Any]
Path = tuple["str | Choice", ...]
CONSTRAINTS = ("required", "min", "max", "pattern", "enum")
"""What a shape demands beyond its type."""
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation in AWS's model; `input`, `output` and `errors` are names of shapes."""

    name: str
    service: Service
    input: str | None
    output: str | None
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service in AWS's model; `shapes` is the model's own dictionary."""

    name: str
    service_id: str
    target_prefix: str
    json_version: str
    namespace: str
    protocols: tuple[str, ...]
    shapes: Mapping[str, Shape]
    operations: dict[str, Operation] = field(default_factory=dict, repr=False)


def _model(service: str) -> dict[str, Any]:
    folder = models.of_service(service)
    plain = folder / "service-2.json"
    raw = plain.read_bytes() if plain.exists() else gzip.decompress((folder / "service-2.json.gz").read_bytes())
    model: dict[str, Any] = msgspec.json.decode(raw)
    return model


@cache
def service(name: str) -> Service:
    """Read one service's model."""
    model = _model(name)
    metadata = model["metadata"]
    found = Service(
        name=name,
        service_id=metadata["serviceId"],
        target_prefix=metadata["targetPrefix"],
        json_version=metadata["jsonVersion"],
        namespace=f"com.amazonaws.{metadata['serviceId'].lower().replace(' ', '')}",
        protocols=tuple(metadata.get("protocols", ())),
        shapes=model["shapes"],
    )
    for key, operation in model["operations"].items():
        found.operations[key] = Operation(
            name=key,
            service=found,
            input=operation.get("input", {}).get("shape"),
            output=operation.get("output", {}).get("shape"),
            errors=tuple(error["shape"] for error in operation.get("errors", ())),
        )
    return found


@cache
def by_target() -> dict[str, Operation]:
    """Return every operation by its X-Amz-Target."""
    return {
        f"{found.target_prefix}.{operation.name}": operation
        for found in map(service, SERVICES)
        for operation in found.operations.values()
    }


@cache
def by_name() -> dict[str, Operation]:
    """Return every operation by its name; no two services share a name."""
    return {operation.name: operation for operation in by_target().values()}


@cache
def shapes(service_name: str, judged: frozenset[str]) -> Mapping[str, Shape]:
    """Return the shapes of a service, those that are `judged` by an operation itself without constraints."""
    found = service(service_name).shapes
    loose = {name: {key: value for key, value in found[name].items() if key not in CONSTRAINTS} for name in judged}
    return {**found, **loose}


def result_members(operation: str | None) -> set[str]:
    """Return the members that the result of an operation, or of any operation, may have."""
    asked = by_name().values() if operation is None else (by_name()[operation],)
    return {name for each in asked if each.output for name in each.service.shapes[each.output].get("members", ())}


class Choice(NamedTuple):
    """A step of a path that goes on only where a member of the structure has a value: `[name=LicenseArn]`."""

    member: str
    value: str


def read_path(written: str) -> Path:
    """Read a path such as `UsageRecords[].LicenseArn` or `filters[name=LicenseArn].values[]`."""
    steps: list[str | Choice] = []
    for each in written.split("."):
        name, _, chosen = each.removesuffix("]").partition("[")
        steps.append(name)
        if chosen:
            member, _, value = chosen.partition("=")
            steps.append(Choice(member, value))
    return tuple(steps)


def check_path(operation: Operation, path: Path, whose: str) -> None:
    """Raise ImportError unless an operation's input has a string at a path of member names; lists have no name.

    A map whose keys are an enumeration has these as its members.
    """
    shapes = operation.service.shapes
    shape: Shape = shapes[operation.input or ""] if operation.input else {"type": "structure", "members": {}}
    for step in (*path, ""):
        while shape["type"] == "list":
            shape = shapes[shape["member"]["shape"]]
        if not step:
            break
        name = step.member if isinstance(step, Choice) else step
        members = shape.get("members", {})
        if shape["type"] == "map":
            members = dict.fromkeys(shapes[shape["key"]["shape"]].get("enum", ()), shape["value"])
        if name not in members:
            raise ImportError(
                f"{whose}: {operation.name} has no {written_path(path)}; expected one of {', '.join(members)}"
            )
        if not isinstance(step, Choice):
            shape = shapes[members[name]["shape"]]
    if shape["type"] != "string":
        raise ImportError(f"{whose}: {written_path(path)} of {operation.name} is a {shape['type']}, expected a string")


def written_path(path: Path) -> str:
    """Write a path without the brackets of lists."""
    steps = (f"[{each.member}={each.value}]" if isinstance(each, Choice) else f".{each}" for each in path)
    return "".join(steps).removeprefix(".")


def declared(operation: Operation, code: str) -> tuple[int, str]:
    """Return the status of a declared error in the operation's model, and its documentation as plain text."""
    shape = operation.service.shapes[code]
    status = shape.get("error", {}).get("httpStatusCode", 500 if shape.get("fault") else 400)
    return status, html.unescape(_TAG.sub("", shape.get("documentation", "")).strip())
