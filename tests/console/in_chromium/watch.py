"""What a browser says by itself while a test uses it: console messages, errors of scripts, failed and foreign requests."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

GIVEN_UP = "net::ERR_ABORTED"
"""How a request fails that the page itself ends by going elsewhere, as every page with a stream of events does."""


class Watch:
    """The complaints about all pages of a test's browsers; at the end there may be none that is not expected."""

    def __init__(self, *hosts: str) -> None:
        self._ours = [urlsplit(host).netloc for host in hosts]
        self._sellers: list[str] = []
        self._expected: list[str] = []
        self.complaints: list[str] = []

    def allow(self, url: str) -> None:
        """Let pages send requests to this emulator too."""
        self._ours.append(urlsplit(url).netloc)

    def allow_seller(self, url: str) -> None:
        """Let pages send requests to this host too, such as the seller's, whose own errors are not the console's."""
        self._sellers.append(urlsplit(url).netloc)

    def expect(self, pattern: str) -> None:
        """Say by a regular expression which complaints belong to what the test does, such as a page that is not there."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of a browser's context, and to every window that such a page opens."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    def unexpected(self) -> list[str]:
        """Give the complaints that the test did not announce."""
        return [each for each in self.complaints if not any(re.search(pattern, each) for pattern in self._expected)]

    def _is_sellers(self, url: str) -> bool:
        return urlsplit(url).netloc in self._sellers

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_sellers(message.location["url"]):
            self.complaints.append(f"console {message.type}: {message.text} ({message.location['url']})")

    def _error(self, error: WebError) -> None:
        if error.page is None or not self._is_sellers(error.page.url):
            self.complaints.append(f"unhandled exception: {error.error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in (*self._ours, *self._sellers):
            self.complaints.append(f"request to another host: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != GIVEN_UP and not self._is_sellers(request.url):
            self.complaints.append(f"failed request: {request.method} {request.url}: {request.failure}")
