"""Reading the control API's answers: the content, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Refused(ValueError):
    """The emulator refused a call; the text has the value given, what was expected, and the next step."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(
            problem.get("detail") or problem.get("reason") or problem.get("title") or "the emulator refused"
        )
        self.problem = dict(problem)
        self.status = int(problem.get("status", 0))


def no_emulator(url: str) -> Refused:
    """Return the error for a URL at which another program answers."""
    return Refused(
        {"detail": f"the server at {url} is not an emulator; give the URL that `marketplace-emulator serve` prints"}
    )


def answered(status: int, body: bytes, url: str = "the control API's URL") -> Any:
    """Decode an answer of the control API to an object, or None for status 204; raise Refused for a refusal."""
    if status == 204:
        return None
    try:
        content = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise no_emulator(url) from None
    if status < 400:
        return content
    if "detail" in content or "reason" in content:
        raise Refused(content)
    raise no_emulator(url)
