"""The syntax of a shape's value on a command line: shorthand, JSON, or a list of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_emulator.aws_cli.argument_value import NESTED, is_document, takes_shorthand

if TYPE_CHECKING:
    from botocore.model import Shape

TOO_DEEP = 3
RECURSIVE = "( ... recursive ... )"


def blocks(shape: Shape) -> list[tuple[str, list[str]]]:
    """Return every syntax for a value: its title and the lines that show it."""
    found = []
    if takes_shorthand(shape) and (shown := in_shorthand(shape)):
        found.append(("Shorthand Syntax:", shown))
    if shape.type_name == "list" and shape.member.type_name not in NESTED:
        word = example(shape.member, choices=False)
        values = [f"  {value}" for value in getattr(shape.member, "enum", [])]
        found.append(("Syntax:", [f"{word} {word} ...", *(["", "Where valid values are:", *values] if values else [])]))
    elif shape.type_name in NESTED:
        found.append(("JSON Syntax:", in_json(shape, ())))
    return found


def in_shorthand(shape: Shape) -> list[str]:
    """Show a value in shorthand; nothing for shapes more than three levels deep, which are unreadable in shorthand."""
    try:
        if shape.type_name == "list":
            return [f"{shorthand(shape.member, ())} ..."]
        lines = [shorthand(shape, ())]
    except RecursionError:
        return []
    if shape.type_name == "map" and (names := getattr(shape.key, "enum", [])):
        lines += ["", "Where valid key names are:", *(f"  {name}" for name in names)]
    return lines


def shorthand(shape: Shape, above: tuple[str, ...]) -> str:
    """Write one value; `above` names the shapes that contain it, except the outermost."""
    if len(above) > TOO_DEEP:
        raise RecursionError
    match shape.type_name:
        case "structure":
            members = [
                f"{name}={shorthand(member, (*above, member.name))}" if member.name not in above else RECURSIVE
                for name, member in shape.members.items()
                if not is_document(member)
            ]
            return braced(",".join(members), above)
        case "map":
            value = shorthand(shape.value, above)
            return braced(f"KeyName1={value},KeyName2={value}", above)
        case "list":
            inside = (*above, shape.member.name)
            item = shorthand(shape.member, inside)
            pair = f"{item},{item}"
            return f"[{pair}]" if shape.member.type_name in NESTED or len(above) > 1 else pair
    return str(shape.type_name)


def braced(text: str, above: tuple[str, ...]) -> str:
    """Put a structure or map in braces, unless it is the outermost."""
    return f"{{{text}}}" if above else text


def in_json(shape: Shape, above: tuple[str, ...]) -> list[str]:
    """Show a value in JSON, one line per member."""
    if is_document(shape):
        return ["{...}"]
    if shape.type_name == "structure" and shape.name in above:
        return ["{ ... recursive ... }"]
    inside = (*above, shape.name)
    match shape.type_name:
        case "structure":
            written = [in_json(member, inside) for member in shape.members.values()]
            last = len(written) - 1
            lines = ["{"]
            for number, (name, value) in enumerate(zip(shape.members, written, strict=True)):
                first, *rest = [*value[:-1], value[-1] + ("," if number < last else "")]
                lines += [f'  "{name}": {first}', *(f"  {line}" for line in rest)]
            return [*lines, "}"]
        case "list" if shape.member.type_name in NESTED:
            return ["[", *(f"  {line}" for line in in_json(shape.member, inside)), "  ...", "]"]
        case "list":
            return [f"[{example(shape.member)}, ...]"]
        case "map":
            first, *rest = in_json(shape.value, inside)
            return [f"{{{example(shape.key)}: {first}", *(f"    {line}" for line in rest), "  ...}"]
    return [example(shape)]


def example(shape: Shape, *, choices: bool = True) -> str:
    """Write the placeholder of a scalar: its type, or its allowed values."""
    enum = getattr(shape, "enum", None)
    if shape.type_name == "string":
        return "|".join(f'"{value}"' for value in enum) if enum and choices else '"string"'
    return "true|false" if shape.type_name == "boolean" else str(shape.type_name)
