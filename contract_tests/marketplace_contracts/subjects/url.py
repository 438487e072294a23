"""A subject that already runs at a URL."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import httpx

from marketplace_contracts.driving.reach import Transport, explained, tls_for
from marketplace_contracts.log_file import LogFile
from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import BEHIND_TLS, Unreachable, at_a_url


class UrlSubject:
    """A server that somebody else started; the kit sees only its log file."""

    kind = "url"
    started = False
    concurrent = True
    events: tuple[str, ...] = ("",)
    forwarded: Mapping[str, str] = BEHIND_TLS
    interleaving = None

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Take a URL without a command."""
        return at_a_url(settings) and not settings.command

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        if not self.started and settings.log and not LogFile(settings.log).there:
            raise Usage(f"the log {settings.log!r} does not exist; give --log the file that the subject writes")
        self._pauses = settings.pauses
        self.url = settings.subject if urlsplit(settings.subject).path else settings.subject + "/"
        self._tls = tls_for(self.url)
        tried = self.wait(self._pauses.reach)
        if tried:
            start = f' (tried for {self._pauses.reach:g} s); start it, or let the kit do it with --command "…"'
            raise Unreachable(f"no subject at {self.url}: {tried}" + ("" if ";" in tried else start))

    def wait(self, seconds: float) -> str | None:
        """Wait until the port answers; return why it does not, or None."""
        end = time.monotonic() + seconds
        while True:
            try:
                with (
                    httpx.Client(transport=Transport(self._tls), trust_env=False, timeout=min(seconds, 5.0)) as client,
                    client.stream("GET", self.url),
                ):
                    return None
            except httpx.TimeoutException:
                return None  # it listens, which is enough
            except httpx.HTTPError as error:
                if time.monotonic() > end:
                    return explained(self.url, error)
            time.sleep(self._pauses.look)

    def connections(self) -> AbstractContextManager[httpx.BaseTransport]:
        """Connect anew for each browser: a connection that the subject ends must not fail the next buyer's request."""
        return Transport(self._tls)

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Do nothing: it is called only by HTTP."""
        return ""

    def misunderstands(self) -> str:
        return ""

    def output(self, since: int = 0) -> str | None:
        return None

    def written(self) -> int:
        return 0

    def lost(self) -> str | None:
        tried = self.wait(self._pauses.grace)
        return f"nothing answers at {self.url} any more: {tried}; start it again" if tried else None

    def restarted(self) -> str | None:
        return None

    def close(self) -> None:
        """Leave it running."""
