"""An exchange as text to copy: each kind has a file, with its `NAME` for people and `write`, which returns the text.

`write` takes a Copied, and raises NotCopied with the reason where the request cannot be written in that way. A copy has tokens
in full, because it repeats the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from marketplace_emulator.console.copies import boto3_script, curl, pytest_test
from marketplace_emulator.console.copies.copied import Copied, NotCopied
from marketplace_emulator.control.problem import Problem

__all__ = ["KINDS", "Copied", "NotCopied", "write"]

KINDS: Mapping[str, ModuleType] = {"curl": curl, "boto3": boto3_script, "pytest": pytest_test}
"""The kinds of copy, by the word in their URL."""


def write(kind: str, copied: Copied) -> str:
    """Write an exchange as a kind of copy; raise Problem for another kind, and NotCopied."""
    if kind not in KINDS:
        raise Problem(404, f"An exchange cannot be copied as {kind!r}; it can be copied as {', '.join(KINDS)}.")
    written: str = KINDS[kind].write(copied)
    return written
