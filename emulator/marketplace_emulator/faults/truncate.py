"""The fault `truncate`: close the connection in the middle of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.http import HttpAnswer


class Truncate(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send this many bytes of the body, at least one fewer than Content-Length promised; the work is done."""

    ORDER: ClassVar[int] = 40
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Cut short", "The connection closes after 20 bytes of the answer.", {"truncate": 20}),
    )

    truncate: Annotated[int, Meta(ge=0, le=1_000_000)]

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        promised = max(len(answer.body), 1)
        return replace(
            answer.with_headers([("Content-Length", str(promised))]),
            body=answer.body[: min(self.truncate, promised - 1)],
            connection="cut",
        )
