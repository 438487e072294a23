"""`--generate-cli-skeleton`: a sample input or answer of an operation, as JSON or YAML, without a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel


def json_input(operation: OperationModel) -> str:
    """Write a sample input for `--cli-input-json`."""
    from marketplace_emulator.aws_cli.output.json import written
    from marketplace_emulator.aws_cli.sample import sample

    shape = operation.input_shape
    return json.dumps(sample(shape) if shape is not None else {}, indent=4, default=written) + "\n"


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
