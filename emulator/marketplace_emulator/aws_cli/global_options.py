"""The options that every command takes, before or after its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from marketplace_emulator.aws_cli import output
from marketplace_emulator.aws_cli.failures import UsageError
from marketplace_emulator.aws_cli.grammar import Grammar, one_of

if TYPE_CHECKING:
    from argparse import Namespace


@dataclass(frozen=True)
class GlobalOption:
    """One global option; `dest` is the attribute that the option sets, `action` is argparse's."""

    name: str
    about: str
    dest: str = ""
    action: str = "store"
    choices: tuple[str, ...] = ()
    default: Any = field(default=None)

    def add_to(self, grammar: Grammar) -> None:
        how: dict[str, Any] = {"action": self.action, "dest": self.dest or self.name.replace("-", "_")}
        if self.action == "store":
            how["default"] = self.default
        if self.choices:
            how["type"] = one_of(self.choices)
        grammar.add_argument(f"--{self.name}", **how)

    @property
    def synopsis(self) -> str:
        """Write the option as in the synopsis of a help page."""
        return f"[--{self.name}]" if self.action != "store" else f"[--{self.name} <value>]"


OPTIONS = (
    GlobalOption("debug", "Log every step, the request and the answer to stderr.", action="store_true"),
    GlobalOption(
        "endpoint-url", "Where to send the request. Default: MARKETPLACE_EMULATOR_URL, then http://127.0.0.1:4100."
    ),
    GlobalOption(
        "no-verify-ssl", "Accept any certificate from an https endpoint.", dest="verify_ssl", action="store_false"
    ),
    GlobalOption("no-paginate", "Send one request and print one page.", dest="paginate", action="store_false"),
    GlobalOption("output", "The output format. Default: AWS_DEFAULT_OUTPUT, then json.", choices=output.FORMATS),
    GlobalOption("query", "A JMESPath expression; its result is printed instead of the whole answer."),
    GlobalOption("profile", "The profile to read from the AWS configuration and credentials files."),
    GlobalOption(
        "region", "The region to sign for. Default: AWS_REGION, AWS_DEFAULT_REGION, the profile, then us-east-1."
    ),
    GlobalOption("version", "Print the version and exit.", action="store_true"),
    GlobalOption("color", "Whether to colour tables.", choices=("on", "off", "auto"), default="auto"),
    GlobalOption("no-sign-request", "Send the request unsigned.", dest="sign_request", action="store_false"),
    GlobalOption("ca-bundle", "The certificates to trust at an https endpoint."),
    GlobalOption("cli-read-timeout", "Seconds to wait for an answer. Default: 60; 0 means no timeout."),
    GlobalOption("cli-connect-timeout", "Seconds to wait for a connection. Default: 60; 0 means no timeout."),
    GlobalOption(
        "cli-binary-format",
        "Accepted, without effect: no operation here takes bytes.",
        choices=("base64", "raw-in-base64-out"),
    ),
    GlobalOption("no-cli-pager", "Accepted, without effect: output never goes through a pager.", action="store_true"),
    GlobalOption("cli-auto-prompt", "Refused: this command has no prompt.", action="store_true"),
    GlobalOption("no-cli-auto-prompt", "Accepted, without effect.", action="store_true"),
)


def grammar(services: Sequence[str], *, command_needed: bool) -> Grammar:
    """Make the parser of the global options and the command's name; without a required name, help is the default."""
    made = Grammar()
    for option in OPTIONS:
        option.add_to(made)
    made.add_argument(
        "command", type=one_of([*services, "help"]), nargs=None if command_needed else "?", default="help"
    )
    return made


def check(options: Namespace) -> None:
    """Refuse values that are invalid for every command, and compile the query."""
    from urllib.parse import urlsplit

    if options.cli_auto_prompt:
        raise UsageError("--cli-auto-prompt is not supported: write the arguments on the command line (see help).")
    if options.query is not None:
        import jmespath

        try:
            options.query = jmespath.compile(options.query)
        except Exception as failure:
            raise UsageError(f"Bad value for --query {options.query}: {failure}") from failure
    if options.endpoint_url is not None and not urlsplit(options.endpoint_url).scheme:
        raise UsageError(
            f'Bad value for --endpoint-url "{options.endpoint_url}": scheme is missing.  Must be of the form '
            "http://<hostname>/ or https://<hostname>/"
        )
