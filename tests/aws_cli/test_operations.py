"""Every operation in the services' models is a command, with samples, help and a call, without code of its own."""

from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest
import yaml
from botocore.model import OperationModel, Shape

from marketplace_emulator.aws_cli import services
from marketplace_emulator.aws_cli.command_line import run
from tests.aws_cli.genuine import Desk

COMMANDS = [
    pytest.param(service, command, id=f"{service}-{command}")
    for service in services.SERVICES
    for command in services.operations(services.service_model(service))
]


def model_of(service: str, command: str) -> OperationModel:
    """Find an operation's model by the words of its command."""
    model = services.service_model(service)
    return model.operation_model(services.operations(model)[command])


def printed(*words: str) -> str:
    """Run a line that must succeed with an empty stderr, and return its output."""
    stdout, stderr = io.StringIO(), io.StringIO()
    assert (run(words, stdout, stderr), stderr.getvalue()) == (0, "")
    return stdout.getvalue()


@pytest.mark.parametrize(("service", "command"), COMMANDS)
def test_a_sample_names_every_member_and_is_the_same_in_json_and_yaml(service: str, command: str) -> None:
    in_json = json.loads(printed(service, command, "--generate-cli-skeleton"))
    in_yaml = yaml.safe_load(printed(service, command, "--generate-cli-skeleton", "yaml-input"))
    shape = model_of(service, command).input_shape
    assert list(in_json) == list(shape.members)
    assert json.loads(json.dumps(in_yaml, default=datetime.isoformat)) == in_json


@pytest.mark.parametrize(("service", "command"), COMMANDS)
def test_help_names_every_option_and_every_member_of_the_answer(service: str, command: str) -> None:
    page = printed(service, command, "help")
    operation = model_of(service, command)
    paging = services.paging(operation) or {}
    by_hand = {paging.get("input_token"), paging.get("limit_key")}
    options = [name for name, member in services_arguments(operation) if member not in by_hand]
    assert [option for option in options if f"       {option}" not in page] == []
    assert [name for name in operation.output_shape.members if f"       {name} -> (" not in page] == []
    assert printed(service, command, "--help") == page


def services_arguments(operation: OperationModel) -> list[tuple[str, str]]:
    """List the options of an operation and the members that they fill."""
    from marketplace_emulator.aws_cli import arguments

    return [(argument.option, argument.member) for argument in arguments.of(operation)]


@pytest.mark.parametrize(("service", "command"), COMMANDS)
def test_a_call_ends_well_or_in_an_error_of_the_services(
    service: str, command: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation = model_of(service, command)
    written = json.dumps(smallest(operation.input_shape))
    ended = desk.run_ours_here([service, command, "--cli-input-json", written], monkeypatch)
    if ended.code == 0:
        assert ended.stderr == ""
    else:
        assert ended.code == 254
        assert ended.stderr.startswith("\nAn error occurred (")
        assert f") when calling the {operation.name} operation" in ended.stderr


def smallest(shape: Shape) -> Any:
    """Make the smallest value that botocore accepts: required members only, as short as the model allows."""
    match shape.type_name:
        case "structure":
            names = shape.required_members or (list(shape.members)[:1] if shape.is_tagged_union else [])
            return {name: smallest(shape.members[name]) for name in names}
        case "list":
            return [smallest(shape.member)] * shape.metadata.get("min", 0)
        case "map":
            return {}
        case "string":
            return shape.enum[0] if shape.enum else "x" * shape.metadata.get("min", 1)
        case "boolean":
            return False
        case "timestamp":
            return "2026-01-01T00:00:00Z"
    return shape.metadata.get("min", 1)
