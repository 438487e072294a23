"""A subject that runs already, at a URL."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from contract_tests.settings import Settings, Usage
from contract_tests.subjects.subject import Unreachable

PATIENCE_SECONDS = 5.0
GRACE_SECONDS = 1.0
"""A connection may fail once and the subject live on."""


class UrlSubject:
    """A server that somebody else started; its log is the file `--log`, if there is one."""

    kind = "url"
    concurrent = True

    def __init__(self, settings: Settings) -> None:
        self.url = settings.subject if urlsplit(settings.subject).path else settings.subject + "/"
        self.transport: httpx.BaseTransport = httpx.HTTPTransport(
            trust_env=False, limits=httpx.Limits(max_connections=100)
        )
        self.log = Path(settings.log) if settings.log else None
        if self.log is not None and not self.log.is_file():
            raise Usage(f"the log {settings.log!r} is not there; give --log the file that the subject writes")
        self._log_from = self.log.stat().st_size if self.log else 0
        tried = self.wait(PATIENCE_SECONDS)
        if tried:
            raise Unreachable(
                f"no subject at {self.url}: {tried} (tried for {PATIENCE_SECONDS:.0f} s); start it, or let the kit do "
                'it with --command "…"'
            )

    def wait(self, seconds: float) -> str | None:
        """Wait until the port answers; say why it does not."""
        end = time.monotonic() + seconds
        while True:
            try:
                with httpx.Client(trust_env=False, timeout=min(seconds, 5.0)) as client:
                    client.get(self.url)
                return None
            except httpx.TimeoutException:
                return None  # it listens, which is all that is asked here
            except httpx.HTTPError as error:
                if time.monotonic() > end:
                    return str(error) or type(error).__name__
            time.sleep(0.05)

    def output(self) -> str | None:
        """Give what was written to its log since the run began."""
        if self.log is None:
            return None
        with self.log.open("rb") as file:
            file.seek(self._log_from)
            return file.read().decode("utf-8", "replace")

    def lost(self) -> str | None:
        """Ask whether it still listens."""
        tried = self.wait(GRACE_SECONDS)
        return f"nothing answers at {self.url} any more: {tried}; start it again" if tried else None

    def close(self) -> None:
        """Leave it running."""
        self.transport.close()
