"""A command line's whole way: its words are read, the operation is found and called, the answer is printed."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

from marketplace_emulator.aws_cli import (
    arguments,
    cli_input,
    failures,
    global_options,
    output,
    paging_options,
    services,
    skeleton,
)
from marketplace_emulator.aws_cli.answer import Answer
from marketplace_emulator.aws_cli.failures import UnknownOptions
from marketplace_emulator.aws_cli.grammar import Grammar, one_of
from marketplace_emulator.aws_cli.help import page

if TYPE_CHECKING:
    from botocore.model import OperationModel, ServiceModel


HELP = {"-h", "--help"}


def run(words: Sequence[str], stdout: TextIO | None = None, stderr: TextIO | None = None) -> int:
    """Do what `aws WORDS…` does and give its exit code; whatever fails is told on stderr in the AWS CLI's words."""
    stdout, stderr = stdout or sys.stdout, stderr or sys.stderr
    try:
        answer_line(words, stdout)
        stdout.flush()
    except KeyboardInterrupt:
        stdout.write("\n")
        return failures.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing more can be written, not even while Python leaves.
        sys.stdout = None
    except Exception as failure:
        if isinstance(failure, OSError):
            # What a full disk did not take, it does not take while Python leaves either.
            sys.stdout = None
        if "--debug" in words:
            import traceback

            traceback.print_exception(failure, file=stderr)
        stderr.write(failures.message(failure))
        return failures.exit_code(failure)
    return 0


def answer_line(words: Sequence[str], stdout: TextIO) -> None:
    """Read the global options, then hand the rest on to the service that is named."""
    help_wanted = not HELP.isdisjoint(words)
    words = [word for word in words if word not in HELP]
    grammar = global_options.grammar(services.SERVICES, command_needed=not help_wanted and "--version" not in words)
    options, rest = grammar.parse_known_args(words)
    if options.version:
        stdout.write(version() + "\n")
        return
    global_options.check(options)
    if options.command == "help":
        if rest and not rest[0].startswith("-"):
            answer_line([*rest, "--help"], stdout)
        else:
            page.show(page.of_all_services(), stdout)
        return
    answer_service(services.service_model(options.command), rest, options, stdout, help_wanted=help_wanted)


def answer_service(
    service: ServiceModel, words: list[str], options: Namespace, stdout: TextIO, *, help_wanted: bool
) -> None:
    """Find the operation that is named, or explain the service."""
    names = services.operations(service)
    grammar = Grammar()
    # The AWS CLI names the operations first and help last, also in what it says to a wrong name.
    grammar.add_argument("operation", type=one_of([*names, "help"]), nargs="?" if help_wanted else None, default="help")
    found, rest = grammar.parse_known_args(words)
    if found.operation == "help":
        page.show(page.of_service(service), stdout)
        return
    operation = service.operation_model(names[found.operation])
    answer_operation(operation, rest, options, stdout, help_wanted=help_wanted)


def answer_operation(
    operation: OperationModel, words: list[str], options: Namespace, stdout: TextIO, *, help_wanted: bool
) -> None:
    """Read the operation's own options, then explain it, show a sample, or call it and print what it answers."""
    known = arguments.of(operation)
    paging = services.paging(operation)
    # AWS's `help` alone needs no required option beside it.
    if help_wanted or words == ["help"]:
        page.show(page.of_operation(operation, known, paging), stdout)
        return
    parsed, unknown = arguments.grammar(known, paging_options.of(paging), words).parse_known_args(words)
    if parsed.help == "help":
        page.show(page.of_operation(operation, known, paging), stdout)
        return
    if parsed.help is not None:
        unknown.append(parsed.help)
    if unknown:
        raise UnknownOptions(unknown)
    paging_options.check(paging, parsed, disabled=not options.paginate)
    on_the_line = arguments.parameters(known, parsed)
    parameters = {**cli_input.parameters(parsed), **on_the_line}
    by_hand = not options.paginate or paging_options.hidden_members(paging) & parameters.keys()
    parameters |= paging_options.configuration(paging_options.of(paging), parsed)
    if parsed.generate_cli_skeleton in skeleton.OF_INPUTS:
        stdout.write(skeleton.OF_INPUTS[parsed.generate_cli_skeleton](operation))
        return
    print_answer(
        operation,
        parameters,
        options,
        stdout,
        paginate=paging is not None and not by_hand,
        sample=parsed.generate_cli_skeleton == "output",
    )


def print_answer(
    operation: OperationModel,
    parameters: dict[str, Any],
    options: Namespace,
    stdout: TextIO,
    *,
    paginate: bool,
    sample: bool,
) -> None:
    """Call the operation, or make up its answer, and print that in the format that is asked for."""
    # Both read the AWS files and bring half of botocore, which no other way of a line needs.
    from marketplace_emulator.aws_cli.call import call, log_everything
    from marketplace_emulator.aws_cli.configuration import Configuration

    configuration = Configuration(options)
    if options.debug:
        log_everything(configuration)
    with failures.telling_if_nothing_listens(configuration.endpoint_url):
        if sample:
            response = skeleton.answer(operation, parameters)
        else:
            response = call(operation, parameters, configuration, paginate=paginate)
        answer = Answer(response, options.query)
        output.write(answer, configuration.output, title=operation.name, color=options.color, stream=stdout)


def version() -> str:
    """Name this program and what it is made of, in the form of a user agent."""
    import platform
    from importlib.metadata import version as installed

    return (
        f"marketplace-emulator/{installed('marketplace-emulator')} Python/{platform.python_version()} "
        f"{platform.system()}/{platform.release()} botocore/{installed('botocore')}"
    )
