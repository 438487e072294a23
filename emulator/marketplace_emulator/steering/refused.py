"""What the control API answers, read: its content, or the refusal that it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class Refused(ValueError):
    """The emulator refused a call; the text says what was given, what was expected, and the next step."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(
            problem.get("detail") or problem.get("reason") or problem.get("title") or "the emulator refused"
        )
        self.problem = dict(problem)
        self.status = int(problem.get("status", 0))


def no_emulator(url: str) -> Refused:
    """Say that another program answers at a URL."""
    return Refused(
        {"detail": f"what answers at {url} is no emulator; give the URL that `marketplace-emulator serve` prints"}
    )


def answered(status: int, body: bytes, url: str = "the control API's URL") -> Any:
    """Read an answer of the control API, or raise Refused; it is an object, and nothing with 204."""
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
