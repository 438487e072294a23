"""A parser of command lines that explains a wrong one as the AWS CLI does."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import NoReturn

from marketplace_emulator.aws_cli.failures import USAGE, UsageError


class Grammar(argparse.ArgumentParser):
    """One stage of a line: the global options, the operation's name, or the operation's own options."""

    def __init__(self) -> None:
        super().__init__(prog="aws", usage=USAGE, add_help=False, conflict_handler="resolve")

    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving the process, so that one place decides what is printed."""
        raise UsageError(f"{self.format_usage()}\n{self.prog}: error: {message}\n")


def one_of(names: Sequence[str]) -> Callable[[str], str]:
    """Make an argument's type that accepts these names, and lists them two to a line after any other."""

    def chosen(word: str) -> str:
        if word in names:
            return word
        rows = [" | ".join(f"{name:40}" for name in names[start : start + 2]) for start in range(0, len(names), 2)]
        lines = ["Invalid choice, valid choices are:\n", *rows]
        if near := get_close_matches(word, names, cutoff=0.8):
            lines += [f"\n\nInvalid choice: {word!r}, maybe you meant:\n", *(f"  * {name}" for name in near)]
        raise argparse.ArgumentTypeError("\n".join(lines))

    return chosen
