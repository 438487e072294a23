"""Errors that refuse a request with usage whole, so that none of it is processed."""

from __future__ import annotations

from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, named


def request_error(call: Call, code: str, problem: str) -> AwsError:
    """Return the error; `problem` says what was given and what was expected."""
    end = "" if problem.endswith("?") else "."
    return named(code, f"{problem}{end} No usage of the request was processed.", operation=call.operation)
