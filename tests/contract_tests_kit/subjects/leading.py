"""Subjects whose page for a registered buyer leads on to another server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import Tiny


class Leading(Tiny):
    """Puts what leads on into the page of a registered buyer; `{account}` and `{row}` stand for the customer's."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way
        self.came = threading.local()

    def store(self, account: str, *given: Any) -> None:
        super().store(account, *given)
        self.came.account = account

    def answer(self, start_response: Callable[..., Any], status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if text.startswith("Welcome"):
            row = next(entry["id"] for entry in self.accounts if entry["account"] == self.came.account)
            text += self.way.format(account=self.came.account, row=row)
        return super().answer(start_response, status, text, kind)


linking = Leading('<a href="https://join.shop.example/start?customer={account}">Go on</a>')
refreshing = Leading('<meta http-equiv="refresh" content="0; URL=\'https://join.shop.example/start?customer={row}\'">')
scripted = Leading('<script>location.href = "https://join.shop.example/{account}";</script>')
asking = Leading('<form action="https://join.shop.example/"><input type=hidden name=c value={account}></form>')
gone = Leading('<a href="http://127.0.0.1:9/start?customer={account}">Go on</a>')
nameless = Leading(
    '<a href="https://join.shop.example/start?from=aws">Go on</a> <a href="https://shop.example/2026/docs">Read</a>'
)
