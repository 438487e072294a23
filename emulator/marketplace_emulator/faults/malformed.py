"""The fault `malformed`: an answer that is whole, and is not what AWS would send."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.http import HttpAnswer

PROXY_PAGE = (
    b"<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body>\r\n"
    b"<center><h1>503 Service Temporarily Unavailable</h1></center>\r\n<hr><center>nginx</center>\r\n"
    b"</body>\r\n</html>\r\n"
)
"""A page in the form of nginx's own, as a proxy on the way answers when it reaches nobody (assumed)."""


class Malformed(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Spoil the answer of work that was done.

    `json` ends in the middle of the body; `html` is the 503 page of a proxy on the way; `content_type` calls the body
    text/html; `empty` has no body.
    """

    ORDER: ClassVar[int] = 50

    malformed: Literal["json", "html", "content_type", "empty"]

    def after(self, answer: HttpAnswer) -> HttpAnswer:
        """Spoil it."""
        if self.malformed == "json":
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        if self.malformed == "html":
            return HttpAnswer(503, (("Content-Type", "text/html"),), PROXY_PAGE, answer.connection)
        if self.malformed == "content_type":
            return answer.with_headers([("Content-Type", "text/html; charset=utf-8")])
        return replace(answer, body=b"")
