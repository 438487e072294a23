"""Sample values of a shape, as `--generate-cli-skeleton` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.model import Shape


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
