"""The three options that page through any paged operation: where to start, how many to ask for, when to stop."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace_emulator.aws_cli.failures import UsageError
from marketplace_emulator.aws_cli.grammar import Grammar


@dataclass(frozen=True)
class PagingOption:
    """One of them: its name on the command line and in botocore's PaginationConfig."""

    name: str
    key: str
    type: type
    about: str

    @property
    def dest(self) -> str:
        """Name the attribute that argparse sets."""
        return f"paging_{self.key}"

    def add_to(self, grammar: Grammar) -> None:
        """Add the option."""
        grammar.add_argument(f"--{self.name}", dest=self.dest, type=self.type)


STARTING_TOKEN = PagingOption(
    "starting-token", "StartingToken", str, "Where to go on: NextToken of a shortened answer."
)
PAGE_SIZE = PagingOption("page-size", "PageSize", int, "How many items one request asks for; it changes no result.")
MAX_ITEMS = PagingOption("max-items", "MaxItems", int, "How many items to print; NextToken then tells where to go on.")


def of(paging: dict[str, Any] | None) -> tuple[PagingOption, ...]:
    """List the paging options of an operation that botocore's paginators describe so."""
    if paging is None:
        return ()
    return (STARTING_TOKEN, PAGE_SIZE, MAX_ITEMS) if "limit_key" in paging else (STARTING_TOKEN, MAX_ITEMS)


def hidden_members(paging: dict[str, Any] | None) -> set[str]:
    """Name the members that page by hand; they are taken on the command line, but not documented."""
    if paging is None:
        return set()
    tokens = paging["input_token"]
    return {*(tokens if isinstance(tokens, list) else [tokens]), paging.get("limit_key", "")} - {""}


def check(paging: dict[str, Any] | None, parsed: Namespace, *, disabled: bool) -> None:
    """Refuse to page by hand and by these options at once."""
    by_hand = any(getattr(parsed, member) is not None for member in hidden_members(paging))
    used = [f"--{option.name}" for option in of(paging) if getattr(parsed, option.dest)]
    if used and (disabled or by_hand):
        raise UsageError(f"Cannot specify --no-paginate along with pagination arguments: {', '.join(used)}")


def configuration(options: Sequence[PagingOption], parsed: Namespace) -> dict[str, Any]:
    """Give the part of the call's parameters that botocore's paginator reads."""
    values = {option.key: getattr(parsed, option.dest) for option in options}
    given = {key: value for key, value in values.items() if value is not None}
    return {"PaginationConfig": given} if given else {}
