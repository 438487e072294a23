"""Turn one option's text on the command line into a value of the option's shape."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from marketplace_emulator.aws_cli import parameter_file, shorthand
from marketplace_emulator.aws_cli.failures import ParameterError

if TYPE_CHECKING:
    from botocore.model import Shape

NESTED = ("structure", "list", "map")


def read(written: Any, shape: Shape, option: str) -> Any:
    """Read the value that argparse found for an option: a text, a list of texts, or a number or boolean.

    A text names a file, is JSON, or is shorthand. As in the AWS CLI, its first character decides which.
    """
    try:
        loaded = parameter_file.contents(written[0] if isinstance(written, list) and len(written) == 1 else written)
    except parameter_file.ParameterFileError as failure:
        raise ParameterError(option, str(failure)) from failure
    text = written if loaded is None else loaded
    if takes_shorthand(shape) and not looks_like_json(text):
        if isinstance(text, bytes):
            raise ParameterError(option, "bytes are no shorthand.  Please use the file:// prefix for text.")
        try:
            return read_shorthand(text, shape)
        except (shorthand.ShorthandError, parameter_file.ParameterFileError) as failure:
            raise ParameterError(option, str(failure)) from failure
    return unpack(text, shape, option)


def takes_shorthand(shape: Shape) -> bool:
    """Return whether an option of this shape accepts shorthand: all nested shapes do, except lists of scalars."""
    inner = shape.member if shape.type_name == "list" else shape
    return inner.type_name in NESTED and not is_document(inner)


def looks_like_json(text: Any) -> bool:
    """Return whether a text, or the first of several, starts like a JSON list or object."""
    first = text[0] if isinstance(text, list) and text else text
    return isinstance(first, str) and first.strip().startswith(("[", "{"))


def read_shorthand(text: Any, shape: Shape) -> Any:
    """Read shorthand: each word of a list is one item, and a file holds a single structure."""
    if isinstance(text, list):
        return [fit(shorthand.parse(item), shape.member) for item in text]
    parsed = shorthand.parse(text)
    return parsed if shape.type_name == "list" else fit(parsed, shape)


def fit(value: Any, shape: Shape) -> Any:
    """Convert the texts of parsed shorthand to the types of their shape; validation reports those that do not fit."""
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            return {name: fit_member(name, item, shape) for name, item in value.items()}
        case "map" if isinstance(value, dict):
            return {name: fit(item, shape.value) for name, item in value.items()}
        case "list":
            return [fit(item, shape.member) for item in value] if isinstance(value, list) else [value]
        case "integer" | "long":
            return int(value)
        case "float" | "double":
            return float(value)
        case "boolean":
            return {"true": True, "false": False}.get(value.lower(), value)
    return value


def fit_member(name: str, value: Any, structure: Shape) -> Any:
    """Convert one member of a structure; an unknown member stays as it is, for validation to report."""
    if name not in structure.members:
        return value
    if is_document(structure.members[name]):
        raise shorthand.ShorthandError(
            "Shorthand syntax does not support document types. Use JSON input for top-level argument to specify "
            f"nested parameter: {name}"
        )
    return fit(value, structure.members[name])


def unpack(text: Any, shape: Shape, option: str) -> Any:
    """Read a value that is not shorthand: JSON for nested shapes, one word per item for lists, or a scalar."""
    if is_document(shape):
        return read_json(text, option)
    match shape.type_name:
        case "structure" | "map":
            if text.lstrip().startswith("{"):
                return read_json(text, option)
            raise ParameterError(option, f"Invalid JSON:\n{text}")
        case "list":
            whole = text[0] if isinstance(text, list) and len(text) == 1 else text
            if isinstance(whole, str) and whole.strip().startswith("["):
                return read_json(whole, option)
            try:
                return [unpack(item, shape.member, option) for item in text]
            except (ValueError, TypeError) as failure:
                raise ParameterError(option, text[0]) from failure
        case "integer" | "long":
            return int(text)
        case "float" | "double":
            return float(text)
    return text


def read_json(text: str, option: str) -> Any:
    """Read JSON; a failure shows the text and the reason."""
    try:
        return json.loads(text)
    except ValueError as failure:
        raise ParameterError(option, f"Invalid JSON: {failure}\nJSON received: {text}") from failure


def is_document(shape: Shape) -> bool:
    """Return whether a shape is Smithy's document type, which accepts any JSON."""
    return bool(getattr(shape, "is_document_type", False))
