"""Run a whole command line: parse it, find and call the operation, print the answer."""

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
    """Run `aws WORDS…` and return the exit code; print failures on stderr in the AWS CLI's wording."""
    stdout, stderr = stdout or sys.stdout, stderr or sys.stderr
    try:
        answer_line(words, stdout)
        stdout.flush()
    except KeyboardInterrupt:
        stdout.write("\n")
        return failures.INTERRUPTED
    except BrokenPipeError:
        # The reader of the output has closed it (`| head`), so Python's flush at exit must not write to it either.
        sys.stdout = None
    except Exception as failure:
        if isinstance(failure, OSError):
            # The disk is full, so Python's flush at exit would fail as well.
            sys.stdout = None
        if "--debug" in words:
            import traceback

            traceback.print_exception(failure, file=stderr)
        stderr.write(failures.message(failure))
        return failures.exit_code(failure)
    return 0


def answer_line(words: Sequence[str], stdout: TextIO) -> None:
    """Read the global options, then pass the remaining words to the named service."""
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
    """Find the named operation, or print the service's help page."""
    names = services.operations(service)
    grammar = Grammar()
    # The AWS CLI lists the operations first and help last, in its error for a wrong name too.
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
    """Read the operation's own options, then print its help, print a sample, or call it and print its answer."""
    known = arguments.of(operation)
    paging = services.paging(operation)
    # In the AWS CLI, `help` by itself needs no required options.
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
    """Call the operation, or make up a sample answer, and print the answer in the requested format."""
    # These two read the AWS configuration files and import half of botocore; nothing else here needs them.
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
    """Return the versions of this program and of what it uses, in the form of a user agent."""
    import platform
    from importlib.metadata import version as installed

    return (
        f"marketplace-emulator/{installed('marketplace-emulator')} Python/{platform.python_version()} "
        f"{platform.system()}/{platform.release()} botocore/{installed('botocore')}"
    )
