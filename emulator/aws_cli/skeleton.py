"""`--generate-cli-skeleton`: what an operation takes or answers, as JSON or YAML, without a request."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import OperationModel


def json_input(operation: OperationModel) -> str:
    """Write an input that `--cli-input-json` takes."""
    from botocore.utils import ArgumentGenerator

    from emulator.aws_cli.output.json import written

    shape = operation.input_shape
    sample = ArgumentGenerator().generate_skeleton(shape) if shape is not None else {}
    return json.dumps(sample, indent=4, default=written) + "\n"


def answer(operation: OperationModel, parameters: dict[str, Any]) -> dict[str, Any]:
    """Check the input as a call would, then make up an answer: every member holds its own name.

    Raises botocore's ParamValidationError, in the words that boto3 uses.
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
