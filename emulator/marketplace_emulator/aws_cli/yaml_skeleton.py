"""`--generate-cli-skeleton yaml-input`: a sample input with a comment on each member."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.dom import minidom
from xml.parsers.expat import ExpatError

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape, StructureShape

Lines = list[str]


def yaml_input(operation: OperationModel) -> str:
    """Write a sample input for `--cli-input-yaml`, byte for byte like the AWS CLI v2."""
    shape = operation.input_shape
    if shape is None or not shape.members:
        return "{}\n"
    return "\n".join(structure(shape, [shape.name])) + "\n"


def structure(shape: StructureShape, above: list[str]) -> Lines:
    """Write a structure's members, one per line with its comment; nested members are indented below."""
    lines: Lines = []
    # The AWS CLI writes two spaces before the first comment of a mapping and one before the others.
    gap = "  "
    for name, member in shape.members.items():
        first, *below = value(member, above)
        comment = explanation(member, required=name in shape.required_members)
        lines.append(f"{name}:{first}{gap}# {comment}" if comment else f"{name}:{first}")
        lines += below
        gap = " " if comment else gap
    return lines


def value(shape: Shape, above: list[str]) -> Lines:
    """Write the text after `name:`, then the lines below it; a recursive structure is left empty."""
    inside = [*above, shape.name]
    match shape.type_name:
        case "structure":
            lines = [] if shape.name in above else structure(shape, inside)
            return ["", *indented(lines)] if lines else [" {}"]
        case "list":
            return ["", *item(shape.member, inside)]
        case "map":
            first, *below = value(shape.value, inside)
            return ["", *indented([f"KeyName:{first}", *below])]
    return [f" {scalar(shape)}"]


def item(shape: Shape, above: list[str]) -> Lines:
    """Write one item of a list after its dash."""
    first, *below = value(shape, above)
    if first:
        return [f"-{first}"]
    # Nested lines start below a colon, but on the same line as a dash; only structures and maps are indented.
    opening, *rest = below if shape.type_name == "list" else [line[2:] for line in below]
    return [f"- {opening}", *indented(rest)]


def indented(lines: Lines) -> Lines:
    return [f"  {line}" for line in lines]


def scalar(shape: Shape) -> Any:
    """Write a sample value of a scalar shape."""
    from marketplace_emulator.aws_cli.sample import sample
    from marketplace_emulator.aws_cli.yaml_1_2 import write

    if shape.type_name == "timestamp":
        return "1970-01-01 00:00:00"
    return write([sample(shape)]).removeprefix("- ").removesuffix("\n")


def explanation(shape: Shape, *, required: bool) -> str:
    """Write a member's comment: whether it is required, its documentation's first sentence, and its allowed values."""
    parts = ["[REQUIRED]"] if required else []
    parts += [first_sentence(shape.documentation)]
    if enum := getattr(shape, "enum", None):
        parts.append(f"Valid values are: {', '.join(enum)}.")
    comment = " ".join(parts)
    return "" if comment.isspace() else comment


def first_sentence(documentation: str) -> str:
    """Return the first sentence of a model's documentation, without tags and on one line."""
    try:
        text = every_text(minidom.parseString(f"<doc>{documentation}</doc>"))
    except ExpatError:
        text = documentation
    sentence = re.split(r"[.:]+", text, maxsplit=1)[0]
    return f"{sentence}.".replace("\n", " ").replace("\u2028", " ") if sentence else ""


def every_text(node: minidom.Node) -> str:
    """Join the texts inside a node."""
    return "".join(child.data if isinstance(child, minidom.Text) else every_text(child) for child in node.childNodes)
