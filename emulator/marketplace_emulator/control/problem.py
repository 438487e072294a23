"""The control API's refusals: RFC 9457 problem details with the value given and what was expected."""

from __future__ import annotations

from http import HTTPStatus

import msgspec

from marketplace_emulator.deliveries.subscribing import BadSubscription
from marketplace_emulator.duration import BadTime
from marketplace_emulator.faults.rule import BadRule
from marketplace_emulator.fixture_document import FixtureError
from marketplace_emulator.readings import UnknownReading
from marketplace_emulator.store.problems import Conflict, NotThere, Unavailable
from marketplace_emulator.timings import BadTiming


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal (RFC 9457): `detail` says what was given, what was expected, and the next step."""

    type: str
    title: str
    status: int
    detail: str


class Problem(Exception):
    """A refusal: its HTTP status, and a sentence with the value given, what was expected, and the next step."""

    def __init__(self, status: int, detail: str, headers: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.headers = headers

    def members(self) -> dict[str, object]:
        """Return the members of the JSON answer."""
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self),
        }


def problem_of(error: Exception) -> Problem | None:
    """Turn a handler's exception into a refusal; return None if the exception is a bug."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Unavailable):
        return Problem(503, str(error))
    if isinstance(error, NotThere):
        return Problem(404, str(error))
    if isinstance(error, Conflict):
        return Problem(409, str(error))
    if isinstance(
        error,
        UnknownReading | BadTiming | BadRule | BadSubscription | BadTime | FixtureError | msgspec.ValidationError,
    ):
        return Problem(422, str(error))
    if isinstance(error, msgspec.DecodeError | UnicodeDecodeError | RecursionError):
        return Problem(400, f"the body is not JSON: {error}")
    return None
