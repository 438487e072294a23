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
    """One of them; `dest` names the attribute it sets, `action` is argparse's."""

    name: str
    about: str
    dest: str = ""
    action: str = "store"
    choices: tuple[str, ...] = ()
    default: Any = field(default=None)

    def add_to(self, grammar: Grammar) -> None:
        """Add the option."""
        how: dict[str, Any] = {"action": self.action, "dest": self.dest or self.name.replace("-", "_")}
        if self.action == "store":
            how["default"] = self.default
        if self.choices:
            how["type"] = one_of(self.choices)
        grammar.add_argument(f"--{self.name}", **how)

    @property
    def synopsis(self) -> str:
        """Write the option as a help page's synopsis does."""
        return f"[--{self.name}]" if self.action != "store" else f"[--{self.name} <value>]"


OPTIONS = (
    GlobalOption("debug", "Log every step, the request and its answer on stderr.", action="store_true"),
    GlobalOption(
        "endpoint-url", "Where to send the request; else MARKETPLACE_EMULATOR_URL, else http://127.0.0.1:4100."
    ),
    GlobalOption(
        "no-verify-ssl", "Accept any certificate of an https endpoint.", dest="verify_ssl", action="store_false"
    ),
    GlobalOption("no-paginate", "Send one request and print its page.", dest="paginate", action="store_false"),
    GlobalOption(
        "output", "The format of what is printed; else AWS_DEFAULT_OUTPUT, else json.", choices=output.FORMATS
    ),
    GlobalOption("query", "A JMESPath expression; what it finds is printed in place of the whole answer."),
    GlobalOption("profile", "The profile to read from the AWS configuration and credentials files."),
    GlobalOption("region", "The region to sign for; else AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1."),
    GlobalOption("version", "Print the version.", action="store_true"),
    GlobalOption("color", "Colours in tables.", choices=("on", "off", "auto"), default="auto"),
    GlobalOption("no-sign-request", "Send the request unsigned.", dest="sign_request", action="store_false"),
    GlobalOption("ca-bundle", "The certificates to trust when the endpoint is https."),
    GlobalOption("cli-read-timeout", "How many seconds to wait for an answer; 0 waits for ever, 60 is the default."),
    GlobalOption("cli-connect-timeout", "How many seconds to wait for a connection; 0 for ever, 60 is the default."),
    GlobalOption(
        "cli-binary-format",
        "Accepted and without effect: no operation here takes bytes.",
        choices=("base64", "raw-in-base64-out"),
    ),
    GlobalOption("no-cli-pager", "Accepted and without effect: answers are never paged.", action="store_true"),
    GlobalOption("cli-auto-prompt", "Refused: there is no prompt here.", action="store_true"),
    GlobalOption("no-cli-auto-prompt", "Accepted and without effect.", action="store_true"),
)


def grammar(services: Sequence[str], *, command_needed: bool) -> Grammar:
    """Make the parser of the global options and the command's name; where none is needed, help is the default."""
    made = Grammar()
    for option in OPTIONS:
        option.add_to(made)
    made.add_argument(
        "command", type=one_of([*services, "help"]), nargs=None if command_needed else "?", default="help"
    )
    return made


def check(options: Namespace) -> None:
    """Refuse values that no command can work with, and compile the query."""
    from urllib.parse import urlsplit

    if options.cli_auto_prompt:
        raise UsageError("--cli-auto-prompt asks for arguments on a terminal; here, write them on the line (see help).")
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
