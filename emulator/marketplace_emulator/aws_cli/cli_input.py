"""`--cli-input-json` and `--cli-input-yaml`: all arguments of an operation in one text."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from marketplace_emulator.aws_cli import parameter_file
from marketplace_emulator.aws_cli.failures import ParameterError, UsageError


def parameters(parsed: Namespace) -> dict[str, Any]:
    """Read the arguments from the option's text, or from the file that it names; strings are taken literally."""
    written = {"cli-input-json": parsed.cli_input_json, "cli-input-yaml": parsed.cli_input_yaml}
    given = {name: text for name, text in written.items() if text is not None}
    if not given:
        return {}
    if len(given) > 1:
        raise UsageError("Only one --cli-input- parameter may be specified.")
    ((name, text),) = given.items()
    try:
        loaded = parameter_file.contents(text)
    except parameter_file.ParameterFileError as failure:
        raise ParameterError(f"--{name}", str(failure)) from failure
    read = {"cli-input-json": read_json, "cli-input-yaml": read_yaml}[name]
    found = read(text if loaded is None else loaded)
    if not isinstance(found, dict):
        raise ParameterError(f"--{name}", f"Invalid type: expecting map, received {type(found)}")
    return found


def read_json(text: str | bytes) -> Any:
    """Read JSON; like the AWS CLI, a failure names the option without its dashes."""
    try:
        return json.loads(text)
    except ValueError as failure:
        raise ParameterError("cli-input-json", "Invalid JSON received.") from failure


def read_yaml(text: str | bytes) -> Any:
    """Read YAML 1.2; like the AWS CLI, a failure names the option without its dashes."""
    from marketplace_emulator.yaml_file import NotYaml, Yaml

    try:
        return Yaml(text).value
    except NotYaml as failure:
        raise ParameterError("cli-input-yaml", "Invalid YAML received.") from failure
