"""The help pages: for all services, for one service, and for one operation, in the AWS CLI's order."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TextIO

from marketplace_emulator.aws_cli import global_options, paging_options, services
from marketplace_emulator.aws_cli.argument_value import is_document
from marketplace_emulator.aws_cli.arguments import Argument
from marketplace_emulator.aws_cli.help import markup, syntax

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel, Shape

Lines = list[str]
INDENT = 7
STEP = 3

CLI_INPUT = """Reads all arguments from a JSON or YAML text, or from the file that `file://PATH` names, in the
format that `--generate-cli-skeleton` prints. Values on the command line override it. Strings are taken literally, so
the text cannot hold arbitrary bytes. Give only one of the two options."""
SKELETON = """Sends nothing and prints a sample: with `input` or no value an input as JSON for `--cli-input-json`, with
`yaml-input` the same input as YAML with comments for `--cli-input-yaml`, with `output` an answer, after checking the
input."""
ABOUT = """Accepts AWS CLI command lines for the AWS Marketplace services of this emulator. Put
<code>marketplace-emulator</code> before a command from AWS's reference. Requests go to the emulator:
to <code>--endpoint-url</code>, to MARKETPLACE_EMULATOR_URL, or to http://127.0.0.1:4100."""
EXAMPLE = "marketplace-emulator aws meteringmarketplace resolve-customer --registration-token TOKEN"


def show(page: Lines, stdout: TextIO) -> None:
    """Print a page; on a terminal, through the pager that MANPAGER or PAGER names."""
    text = "\n".join(page).rstrip() + "\n"
    if stdout is sys.stdout and stdout.isatty():
        import pydoc

        pydoc.pager(text)
    else:
        stdout.write(text)


def of_all_services() -> Lines:
    """Write the page of `help` without a service."""
    return [
        *section("NAME", [" " * INDENT + "aws -", ""]),
        *section("DESCRIPTION", markup.lines(ABOUT, INDENT)),
        *section("SYNOPSIS", code(["aws [options] <command> <subcommand> [parameters]"])),
        *section("EXAMPLE", code([EXAMPLE])),
        *global_section(),
        *section("AVAILABLE SERVICES", bullets([*services.SERVICES, "help"])),
    ]


def of_service(service: ServiceModel) -> Lines:
    """Write a service's page: its documentation and its operations."""
    return [
        *section("NAME", [" " * INDENT + f"{service.service_name} -", ""]),
        *section("DESCRIPTION", markup.lines(service.documentation, INDENT)),
        *section("AVAILABLE COMMANDS", bullets(sorted([*services.operations(service), "help"]))),
    ]


def of_operation(operation: OperationModel, arguments: list[Argument], paging: dict[str, Any] | None) -> Lines:
    """Write an operation's page: its documentation, options and answer, all from the model."""
    from botocore import xform_name

    name = xform_name(operation.name, "-")
    hidden = paging_options.hidden_members(paging)
    documented = [argument for argument in arguments if argument.member not in hidden]
    pages = paging_options.of(paging)
    described = [*markup.lines(operation.documentation, INDENT), *link(operation), *paging_note(name, paging)]
    usage = [
        *(synopsis(argument) for argument in documented),
        "[--cli-input-json | --cli-input-yaml]",
        *(f"[--{option.name} <value>]" for option in pages),
        "[--generate-cli-skeleton <value>]",
        *(option.synopsis for option in global_options.OPTIONS),
    ]
    options = [
        *(line for argument in documented for line in of_argument(argument)),
        *option_lines("--cli-input-json | --cli-input-yaml", "string", CLI_INPUT),
        *(
            line
            for o in pages
            for line in option_lines(f"--{o.name}", "integer" if o.type is int else "string", o.about)
        ),
        *option_lines("--generate-cli-skeleton", "string", SKELETON),
    ]
    output = operation.output_shape
    answer = of_members(output, INDENT, ()) if output is not None and output.members else [" " * INDENT + "None"]
    return [
        *section("NAME", [" " * INDENT + f"{name} -", ""]),
        *section("DESCRIPTION", described),
        *section("SYNOPSIS", [" " * (INDENT + STEP + 2) + name, *code(usage)]),
        *section("OPTIONS", options),
        *global_section(),
        *section("OUTPUT", answer),
    ]


def section(title: str, body: Lines) -> Lines:
    return [title, *body, *([""] if not body or body[-1] else [])]


def code(lines: Lines) -> Lines:
    """Indent lines that are not wrapped."""
    return [" " * (INDENT + STEP) + line if line else "" for line in lines]


def bullets(names: list[str]) -> Lines:
    return [line for name in names for line in (" " * INDENT + f"* {name}", "")]


def link(operation: OperationModel) -> Lines:
    """Link to AWS's page on the operation."""
    uid = operation.service_model.metadata.get("uid")
    page = f"https://docs.aws.amazon.com/goto/WebAPI/{uid}/{operation.name}"
    return [" " * INDENT + f"See also: {page}", ""] if uid else []


def paging_note(name: str, paging: dict[str, Any] | None) -> Lines:
    """Note that one command may send several requests."""
    if paging is None:
        return []
    return markup.lines(
        f"{name} is a paginated operation: as many requests are sent as it takes to get all of {paging['result_key']}. "
        "--no-paginate sends one.",
        INDENT,
    )


def synopsis(argument: Argument) -> str:
    """Write an option for the synopsis, in brackets if it is optional."""
    if argument.shape.type_name == "boolean":
        written = f"{argument.option} | --no-{argument.name}"
        return written if argument.required else f"[{written}]"
    return f"{argument.option} <value>" if argument.required else f"[{argument.option} <value>]"


def of_argument(argument: Argument) -> Lines:
    """Write an option with its documentation, its members and its syntax."""
    shape = argument.shape
    name = argument.option if shape.type_name != "boolean" else f"{argument.option} | --no-{argument.name}"
    inside = INDENT + STEP
    lines = [" " * INDENT + f"{name} ({type_of(shape)})", *explained(shape, inside)]
    if enum := getattr(shape, "enum", None):
        lines += [" " * inside + "Possible values:", "", *(" " * inside + f"* {value}" for value in enum), ""]
    lines += of_inner(shape, inside, ())
    for title, shown in syntax.blocks(shape):
        lines += [" " * INDENT + title, "", *code(shown), ""]
    return lines


def option_lines(name: str, kind: str, about: str) -> Lines:
    """Write an option that is not in the model."""
    return [" " * INDENT + f"{name} ({kind})", *markup.lines(about, INDENT + STEP)]


def global_section() -> Lines:
    """Write the section on the options that every command takes."""
    lines: Lines = []
    for option in global_options.OPTIONS:
        lines += option_lines(f"--{option.name}", "string" if option.action == "store" else "boolean", option.about)
        if option.choices:
            lines += [*(" " * (INDENT + STEP) + f"* {choice}" for choice in option.choices), ""]
    return section("GLOBAL OPTIONS", lines)


def of_members(shape: Shape, indent: int, above: tuple[str, ...]) -> Lines:
    return [line for name, member in shape.members.items() for line in of_member(name, member, indent, above)]


def of_member(name: str, shape: Shape, indent: int, above: tuple[str, ...]) -> Lines:
    """Write one member and its nested members; a recursive structure is written once."""
    head = f"{name} -> ({type_of(shape)})" if name else f"({type_of(shape)})"
    if shape.type_name == "structure" and shape.name in above:
        return [" " * indent + head, " " * (indent + STEP) + syntax.RECURSIVE, ""]
    body = [*explained(shape, indent + STEP), *of_inner(shape, indent + STEP, above)]
    return [" " * indent + head, *body, *([] if body else [""])]


def of_inner(shape: Shape, indent: int, above: tuple[str, ...]) -> Lines:
    """Write the members of a structure, the items of a list, or the keys and values of a map."""
    inside = (*above, shape.name)
    match shape.type_name:
        case "structure":
            return of_members(shape, indent, inside)
        case "list":
            return of_member("", shape.member, indent, inside)
        case "map":
            return [*of_member("key", shape.key, indent, inside), *of_member("value", shape.value, indent, inside)]
    return []


def explained(shape: Shape, indent: int) -> Lines:
    """Write a shape's documentation; for a union, add that only one member may be set."""
    lines = markup.lines(shape.documentation, indent)
    if getattr(shape, "is_tagged_union", False):
        members = ", ".join(shape.members)
        note = f"This is a Tagged Union structure. Only one of the following top level keys can be set: {members}."
        lines += markup.lines(f"<note><p>{note}</p></note>", indent)
    return lines


def type_of(shape: Shape) -> str:
    """Return a shape's type as the AWS CLI's help names it."""
    if is_document(shape):
        return "document"
    return "tagged union structure" if getattr(shape, "is_tagged_union", False) else str(shape.type_name)
