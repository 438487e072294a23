"""The headers of a request that a page of the subject makes: they name the subject's own origin."""

from __future__ import annotations

from urllib.parse import urlsplit


class OwnOrigin:
    """The `schemes` that the subject may take its own origin to have, likely ones first.

    Buyers come by https. A subject at an http address learns that from its front end, but does not always believe it.
    """

    def __init__(self, subject: str) -> None:
        self.schemes = ("https", "http") if subject.startswith("http:") else ("https",)

    @staticmethod
    def headers(scheme: str, at: str, method: str) -> dict[str, str]:
        """Return the headers of a request of this method from the page at an address; a GET names no origin."""
        page = f"{scheme}:{at.partition(':')[2]}"
        origin = {} if method == "GET" else {"Origin": f"{scheme}://{urlsplit(at).netloc}"}
        return {**origin, "Referer": page, "Sec-Fetch-Site": "same-origin"}
