"""A parser of command lines whose errors read like the AWS CLI's."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from marketplace_emulator.aws_cli.failures import USAGE, UsageError


class Grammar(argparse.ArgumentParser):
    """The parser of one part of a command line: the global options, the operation's name, or its options."""

    def __init__(self) -> None:
        super().__init__(prog="aws", usage=USAGE, add_help=False, conflict_handler="resolve")

    def error(self, message: str) -> NoReturn:
        """Raise instead of exiting the process, so that one place prints all errors."""
        raise UsageError(f"{self.format_usage()}\n{self.prog}: error: {message}\n")


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """Make an argument type that accepts these names; for any other word its error lists the names, two per line."""

    def chosen(word: str) -> str:
        if word in names:
            return word
        rows = [" | ".join(f"{name:40}" for name in names[start : start + 2]) for start in range(0, len(names), 2)]
        lines = ["Invalid choice, valid choices are:\n", *rows]
        if near := get_close_matches(word, names, cutoff=0.8):
            lines += [f"\n\nInvalid choice: {word!r}, maybe you meant:\n", *(f"  * {name}" for name in near)]
        raise argparse.ArgumentTypeError("\n".join(lines))

    return chosen
