"""The options of one operation: one for each member of its input, and those that every operation has."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marketplace_emulator.aws_cli import argument_value
from marketplace_emulator.aws_cli.grammar import Grammar, one_of
from marketplace_emulator.aws_cli.paging_options import PagingOption

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

SKELETONS = ("input", "output", "yaml-input")
# Like the AWS CLI: a wrong `long`, `float` or `double` fails while parsing, a wrong `integer` only at conversion.
CONVERTED_WHILE_PARSING = {"long": int, "float": float, "double": float}


@dataclass(frozen=True)
class Argument:
    """An option that fills one member of the input."""

    name: str
    member: str
    shape: Shape
    required: bool

    @property
    def option(self) -> str:
        return f"--{self.name}"

    def add_to(self, grammar: Grammar, *, required: bool) -> None:
        """Add the option; a boolean becomes two, `--dry-run` and `--no-dry-run`."""
        if self.shape.type_name == "boolean":
            grammar.add_argument(self.option, dest=self.member, action="store_true", default=None)
            grammar.add_argument(f"--no-{self.name}", dest=self.member, action="store_false", default=None)
            return
        grammar.add_argument(
            self.option,
            dest=self.member,
            required=required,
            nargs="*" if self.shape.type_name == "list" else None,
            type=CONVERTED_WHILE_PARSING.get(self.shape.type_name, str),
        )


def of(operation: OperationModel) -> list[Argument]:
    """List an option for each member of an operation's input, in the model's order."""
    from botocore import xform_name

    shape = operation.input_shape
    if shape is None:
        return []
    return [
        Argument(
            name=xform_name(member, "-"),
            member=member,
            shape=member_shape,
            required=member in shape.required_members and not member_shape.metadata.get("idempotencyToken"),
        )
        for member, member_shape in shape.members.items()
    ]


def grammar(arguments: Sequence[Argument], paging: Sequence[PagingOption], words: Sequence[str]) -> Grammar:
    """Make the parser of an operation's options.

    No option is required when the values come from `--cli-input-…` or only a sample is printed. Like the AWS CLI, this
    looks for the bare word: `--cli-input-json=…` (with `=`) still leaves options required.
    """
    words = list(words)
    skeleton = "--generate-cli-skeleton"
    lifted = {"--cli-input-json", "--cli-input-yaml"} & {*words} or (
        skeleton in words and words[words.index(skeleton) + 1 :][:1] != ["output"]
    )
    made = Grammar()
    for argument in arguments:
        argument.add_to(made, required=argument.required and not lifted)
    for option in paging:
        option.add_to(made)
    made.add_argument("--cli-input-json")
    made.add_argument("--cli-input-yaml")
    made.add_argument(skeleton, nargs="?", const="input", type=one_of(SKELETONS))
    made.add_argument("help", nargs="?")
    return made


def parameters(arguments: Sequence[Argument], parsed: Namespace) -> dict[str, Any]:
    """Return the input members that were set on the command line, as values of their shapes."""
    found = {}
    for argument in arguments:
        written = getattr(parsed, argument.member)
        if written is not None:
            found[argument.member] = argument_value.read(written, argument.shape, argument.option)
    return found
