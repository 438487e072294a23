"""The exchange that is copied, with tokens in full, and the call of an SDK that repeats it."""

from __future__ import annotations

import base64
import datetime
import pprint
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from marketplace_emulator import catalogue, environment, signature
from marketplace_emulator.boto3_session import boto3_session
from marketplace_emulator.catalogue import Operation
from marketplace_emulator.control.exchange import Exchange
from marketplace_emulator.errors import AwsError
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.world import World

USUAL = "127.0.0.1:4100"
"""Where an emulator is served unless its user says otherwise; a request in process names no port."""


class NotCopied(Exception):
    """An exchange cannot be written in a way; the text says why, and what to do."""


@dataclass(frozen=True)
class Copied:
    """An exchange of a world."""

    world: World
    exchange: Exchange

    @property
    def url(self) -> str:
        """The address at which the seller reached the emulator."""
        host = self.exchange["request_headers"].get("host", "")
        return f"http://{USUAL if not host or 'amazonaws.com' in host else host}"

    @property
    def body(self) -> bytes:
        """The bytes of the request."""
        sent = self.exchange["request_body"]
        return base64.b64decode(sent["text"]) if sent["base64"] else sent["text"].encode()

    @property
    def key(self) -> tuple[str, str]:
        """The access key that signed the request, and its secret: any will do where the world does not know it."""
        try:
            signed = signature.read(HttpRequest("POST", "/", self.exchange["request_headers"], b"", ""))
        except AwsError:
            return environment.ACCESS_KEY_ID, environment.SECRET_ACCESS_KEY
        known = self.world.credentials.get(signed.access_key_id)
        return signed.access_key_id, known.secret_access_key if known else environment.SECRET_ACCESS_KEY

    @property
    def is_usual_key(self) -> bool:
        """Whether the key is the one that clients of an emulator have unless they are given another."""
        known = self.world.credentials.get(environment.ACCESS_KEY_ID)
        return self.key[0] == environment.ACCESS_KEY_ID and (known is None or known.platform is None)

    @cached_property
    def operation(self) -> Operation:
        """The operation; raise NotCopied if the request names none."""
        found = catalogue.by_name().get(self.exchange["operation"] or "")
        if found is None or found.input is None:
            raise NotCopied("An SDK cannot send this request, because it names no operation. Copy it as curl.")
        return found

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The parameters as an SDK takes them; raise NotCopied if no SDK would send them so."""
        given, shape = self.exchange["parameters"], self.operation.input
        if self.exchange["parameters"] == self.exchange["request_body"]["text"] and self.body:
            raise NotCopied(
                "An SDK cannot send this request, because its body is neither JSON nor CBOR. Copy it as curl."
            )
        found = _read(given, shape or "", self.operation.service.shapes)
        problems = self._problems(found)
        if problems:
            raise NotCopied(f"An SDK refuses to send this request: {problems} Copy it as curl.")
        assert isinstance(found, dict)
        return found

    def _problems(self, parameters: Any) -> str:
        from botocore.validate import ParamValidator

        model = _models(self.operation.service.name).operation_model(self.operation.name)
        report = ParamValidator().validate(parameters, model.input_shape)
        return f"{report.generate_report()}." if report.has_errors() else ""

    @property
    def method(self) -> str:
        """The name of boto3's method."""
        from botocore import xform_name

        name: str = xform_name(self.operation.name)
        return name

    def call(self, indent: str) -> str:
        """Write the call of a boto3 client."""
        lines = []
        for name, value in self.parameters.items():
            written = pprint.pformat(value, width=96 - len(indent), sort_dicts=False)
            if "\n" in written:
                written = written.replace("\n", "\n" + " " * (len(name) + 1))
            lines += f"{name}={written},".splitlines()
        if not lines:
            return f"client.{self.method}()"
        inside = "".join(f"{indent}    {line}\n" for line in lines)
        return f"client.{self.method}(\n{inside}{indent})"


@cache
def _models(service: str) -> Any:
    return boto3_session()._session.get_service_model(service)


def _read(value: Any, name: str, shapes: Mapping[str, Any]) -> Any:
    """Return a value of the wire as boto3 takes it: timestamps as datetime, blobs as bytes."""
    shape = shapes[name]
    kind = shape["type"]
    if kind == "structure" and isinstance(value, dict):
        members = shape.get("members", {})
        return {
            key: _read(each, members[key]["shape"], shapes) if key in members else each for key, each in value.items()
        }
    if kind == "list" and isinstance(value, list):
        return [_read(each, shape["member"]["shape"], shapes) for each in value]
    if kind == "map" and isinstance(value, dict):
        return {key: _read(each, shape["value"]["shape"], shapes) for key, each in value.items()}
    if kind == "timestamp" and isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.datetime.fromtimestamp(value, datetime.UTC)
    if kind == "blob" and isinstance(value, str):
        return base64.b64decode(value)
    return value
