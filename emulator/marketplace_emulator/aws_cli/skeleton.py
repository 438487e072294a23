"""`--generate-cli-skeleton`: a sample input or answer of an operation, as JSON or YAML, without a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape


def json_input(operation: OperationModel) -> str:
    """Write a sample input for `--cli-input-json`."""
    from marketplace_emulator.aws_cli.output.json import written

    shape = operation.input_shape
    return json.dumps(sample(shape) if shape is not None else {}, indent=4, default=written) + "\n"


def sample(shape: Shape) -> Any:
    """Make up an input of a shape; an enumeration always gets its first value."""
    from botocore.utils import ArgumentGenerator

    return with_first_choices(ArgumentGenerator().generate_skeleton(shape), shape)


def with_first_choices(value: Any, shape: Shape) -> Any:
    """Replace the values that botocore picks at random from an enumeration with its first value."""
    match shape.type_name:
        case "structure":
            return {name: with_first_choices(item, shape.members[name]) for name, item in value.items()}
        case "list":
            return [with_first_choices(item, shape.member) for item in value]
        case "map":
            return {name: with_first_choices(item, shape.value) for name, item in value.items()}
        case "string" if shape.enum:
            return shape.enum[0]
    return value


def answer(operation: OperationModel, parameters: dict[str, Any]) -> dict[str, Any]:
    """Validate the input as a call does, then make up an answer in which every member holds its own name.

    Raises botocore's ParamValidationError, with the same text as in boto3.
    """
    from botocore.exceptions import ParamValidationError
    from botocore.utils import ArgumentGenerator
    from botocore.validate import ParamValidator

    if operation.input_shape is not None:
        report = ParamValidator().validate(parameters, operation.input_shape)
        if report.has_errors():
            raise ParamValidationError(report=report.generate_report())
    shape = operation.output_shape
    return dict(ArgumentGenerator(use_member_names=True).generate_skeleton(shape)) if shape is not None else {}


def yaml_input(operation: OperationModel) -> str:
    """Write a sample input for `--cli-input-yaml`."""
    from marketplace_emulator.aws_cli import yaml_skeleton

    return yaml_skeleton.yaml_input(operation)


OF_INPUTS = {"input": json_input, "yaml-input": yaml_input}
