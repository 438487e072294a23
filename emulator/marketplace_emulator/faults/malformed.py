"""The fault `malformed`: a complete answer that AWS would not send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from msgspec.structs import replace

from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.http import HttpAnswer

PROXY_PAGE = (
    b"<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n"
    b"<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n"
    b"</body>\r\n</html>\r\n"
)
"""The page that an nginx proxy in between sends when it cannot reach AWS (assumed)."""


class Malformed(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Do the work, and spoil the answer.

    `json` cuts the body in the middle; `html` sends the 503 page of a proxy; `content_type` labels the body text/html;
    `empty` sends no body.
    """

    ORDER: ClassVar[int] = 50
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice("Half an answer", "AWS does the work, and its answer is half a JSON text.", {"malformed": "json"}),
        Choice(
            "A proxy's page", "AWS does the work, and a proxy answers with status 503 and HTML.", {"malformed": "html"}
        ),
        Choice(
            "Wrong content type",
            "AWS does the work, and its answer is labelled as HTML.",
            {"malformed": "content_type"},
        ),
        Choice("Empty answer", "AWS does the work, and its answer has no body.", {"malformed": "empty"}),
    )

    malformed: Literal["json", "html", "content_type", "empty"]

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        if self.malformed == "json":
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        if self.malformed == "html":
            return HttpAnswer(503, (("Content-Type", "text/html"),), PROXY_PAGE, answer.connection)
        if self.malformed == "content_type":
            return answer.with_headers([("Content-Type", "text/html; charset=utf-8")])
        return replace(answer, body=b"")
