"""The three options of every paged operation: where to start, how many items to request, when to stop."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace_emulator.aws_cli.failures import UsageError
from marketplace_emulator.aws_cli.grammar import Grammar


@dataclass(frozen=True)
class PagingOption:
    """One paging option: its name on the command line and its key in botocore's PaginationConfig."""

    name: str
    key: str
    type: type
    about: str

    @property
    def dest(self) -> str:
        """The attribute that argparse sets."""
        return f"paging_{self.key}"

    def add_to(self, grammar: Grammar) -> None:
        grammar.add_argument(f"--{self.name}", dest=self.dest, type=self.type)


STARTING_TOKEN = PagingOption(
    "starting-token", "StartingToken", str, "Where to continue: the NextToken of a truncated answer."
)
PAGE_SIZE = PagingOption(
    "page-size", "PageSize", int, "How many items to request at a time; the result stays the same."
)
MAX_ITEMS = PagingOption(
    "max-items",
    "MaxItems",
    int,
    "How many items to print at most; if there are more, the answer ends with a NextToken.",
)


def of(paging: dict[str, Any] | None) -> tuple[PagingOption, ...]:
    """List the paging options of an operation; `paging` is its entry in botocore's paginators."""
    if paging is None:
        return ()
    return (STARTING_TOKEN, PAGE_SIZE, MAX_ITEMS) if "limit_key" in paging else (STARTING_TOKEN, MAX_ITEMS)


def hidden_members(paging: dict[str, Any] | None) -> set[str]:
    """Return the members for paging by hand; the command line accepts them, the help pages leave them out."""
    if paging is None:
        return set()
    tokens = paging["input_token"]
    return {*(tokens if isinstance(tokens, list) else [tokens]), paging.get("limit_key", "")} - {""}


def check(paging: dict[str, Any] | None, parsed: Namespace, *, disabled: bool) -> None:
    """Refuse these options together with paging by hand."""
    by_hand = any(getattr(parsed, member) is not None for member in hidden_members(paging))
    used = [f"--{option.name}" for option in of(paging) if getattr(parsed, option.dest)]
    if used and (disabled or by_hand):
        raise UsageError(f"Cannot specify --no-paginate along with pagination arguments: {', '.join(used)}")


def configuration(options: Sequence[PagingOption], parsed: Namespace) -> dict[str, Any]:
    """Return the parameters that botocore's paginator reads."""
    values = {option.key: getattr(parsed, option.dest) for option in options}
    given = {key: value for key, value in values.items() if value is not None}
    return {"PaginationConfig": given} if given else {}
