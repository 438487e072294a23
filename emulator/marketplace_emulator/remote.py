"""A client for an emulator in another process, with the same methods as `Marketplace`."""

from __future__ import annotations

import os
import re
from typing import Any

import httpx

from marketplace_emulator import environment, steering
from marketplace_emulator.environment import TOKEN_VARIABLE


class Remote(steering.Steering):
    """An emulator at `url`. `token` is the bearer token that an emulator bound beyond loopback requires.

    Default: the environment variable MARKETPLACE_EMULATOR_TOKEN.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._bearer_token = token or os.environ.get(TOKEN_VARIABLE)
        if self.bearer_token and not (self.bearer_token.isascii() and self.bearer_token.isprintable()):
            raise steering.Refused(
                {"detail": "the bearer token has characters that no header can hold; give the one from `serve`"}
            )
        headers = environment.authorization(self.bearer_token)
        try:
            given = httpx.URL(url)
            if not given.host:
                raise httpx.InvalidURL("it names no scheme and host")
            self._http = httpx.Client(
                base_url=f"{self.url}/_emulator",
                headers=headers,
                timeout=httpx.Timeout(120, read=3600),  # a move of the clock waits for deliveries
                trust_env=False,
                verify=given.scheme == "https",  # loading the authorities takes longer than a call
            )
        except httpx.InvalidURL as error:
            raise steering.Refused(
                {"detail": f"{url!r} is not a URL: {error}; give one like http://127.0.0.1:4100"}
            ) from None

    def __enter__(self) -> Remote:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; the emulator keeps running."""
        self._http.close()

    @property
    def url(self) -> str:
        """The emulator's endpoint."""
        return self._url

    @property
    def bearer_token(self) -> str | None:
        """The bearer token that is sent to the control API, or None."""
        return self._bearer_token

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API at a path below /_emulator; raise Refused if it refuses, or if no emulator answers."""
        content = steering.written(body) or None
        try:
            answer = self._http.request(method, path, content=content, headers={"content-type": "application/json"})
        except httpx.TransportError as error:
            why = re.sub(r"^\[Errno -?\d+\] ", "", str(error))
            raise steering.Refused(
                {"detail": f"no emulator answers at {self.url} ({why}); start one with `marketplace-emulator serve`"}
            ) from None
        return steering.answered(answer.status_code, answer.content, self.url)


def connect(url: str, token: str | None = None) -> Remote:
    """Connect to the emulator at `url`; `token` is as in Remote. Raise Refused if no emulator answers."""
    remote = Remote(url, token)
    try:
        if remote.health().get("status") != "ready":
            raise steering.no_emulator(url)
    except steering.Refused:
        remote.close()
        raise
    return remote
