"""A browser that posts AWS's form in another way, so that a driver can walk on from what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, TOKEN_FIELD, Browser
from marketplace_contracts.same_site import same_site

FORM = {"Content-Type": FORM_TYPE}


class AlteringBrowser(Browser):
    """Sends this body, with these headers, in place of the first form of AWS's that the driver posts.

    `posted` is what came of it; None if the driver has posted no such form. A form of AWS's is one that goes to the
    fulfillment URL, or has AWS's field.
    """

    def __init__(self, *given: Any, body: bytes, headers: Mapping[str, str], **more: Any) -> None:
        super().__init__(*given, **more)
        self.posted: Answer | None = None
        self._body, self._headers = body, headers

    def send(self, method: str, url: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request, or in its place the altered form, and follow its redirects on this site."""
        if self.posted is not None or method != "POST" or not self._is_awss(url, body, headers or {}):
            return super().send(method, url, body, headers)
        self.posted = super().send(method, url, self._body, {**self.form_headers, **self._headers})
        return self.posted

    def _is_awss(self, url: str, body: bytes, headers: Mapping[str, str]) -> bool:
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        if kind.partition(";")[0].strip().lower() != FORM_TYPE:
            return False
        to = urljoin(self.url, url)
        home = same_site(to, self.url) and urlsplit(to).path == urlsplit(self.url).path
        return TOKEN_FIELD.encode() in body or home
