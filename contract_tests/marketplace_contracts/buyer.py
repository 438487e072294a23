"""The buyer's browser: posts the form, follows redirects as browsers do, keeps cookies, remembers every answer."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode, urlsplit

import httpx

from marketplace_contracts import page
from marketplace_contracts.page import Page
from marketplace_emulator import imitates

TOKEN_FIELD = "x-amzn-marketplace-token"
OFFER_TYPE_FIELD = "x-amzn-marketplace-offer-type"
FORM_TYPE = "application/x-www-form-urlencoded"
NAVIGATION = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-User": "?1",
}
CROSS_SITE = {"Origin": "https://aws.amazon.com", "Referer": "https://aws.amazon.com/", "Sec-Fetch-Site": "cross-site"}
"""What a browser says of a form that AWS's site made it post."""
imitates(
    __name__,
    "The buyer's browser posts the form from AWS's site: cross-site, without the seller's SameSite cookies.",
    "doc",
    "seller guide, SaaS customer onboarding; browsers' rules for a POST from another site",
)
imitates(
    __name__,
    "Its Origin is `https://aws.amazon.com`, and its Referer `https://aws.amazon.com/`.",
    "assumed",
    "nobody published them",
)
MOST_REDIRECTS = 10
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
"""In the header, or in a `<meta>` at the beginning of the page."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of the browser and its answer; status 0 where there was none, with `failure` saying why."""

    method: str
    url: str
    sent: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    failure: str = ""

    def header(self, name: str) -> str:
        """Give the first header of a name, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        """The body as text, in the charset that it says it has."""
        said = self.header("content-type").encode("ascii", "replace") + b";" + self.body[:1024]
        charset = _CHARSET.search(said)
        try:
            return self.body.decode(charset[1].decode() if charset else "utf-8", "replace")
        except (LookupError, ValueError):
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Answer:
    """What the buyer was told: every hop, of which the last is what stays on the screen.

    It is `good` if AWS had answered ok by then, and nothing was wrong with what it answered.
    """

    hops: tuple[Hop, ...] = field(default=())
    good: bool = field(default=False, compare=False)
    token: str = field(default="", compare=False)

    @property
    def last(self) -> Hop:
        """The hop that stays on the screen."""
        return self.hops[-1]

    @property
    def status(self) -> int:
        """The last status; 0 where no answer came."""
        return self.last.status

    @property
    def failure(self) -> str:
        """Why no answer came, or nothing."""
        return self.last.failure

    @property
    def crashed(self) -> bool:
        """Say whether no answer came, or one that tells of a crash."""
        return bool(self.failure) or self.status >= 500

    @property
    def seconds(self) -> float:
        """How long the buyer waited."""
        return sum(hop.seconds for hop in self.hops)

    @cached_property
    def page(self) -> Page:
        """The last page as its reader sees it."""
        return page.read(self.last.text, self.last.header("content-type"))

    @property
    def addresses(self) -> str:
        """The words in the addresses that the buyer was sent to; a page drawn by a script has no others."""
        return "\n".join(hop.header("location") for hop in self.hops if hop.header("location"))

    @property
    def told(self) -> str:
        """All words that the buyer was told."""
        return f"{self.page.text}\n{self.addresses}".strip()


class Browser:
    """One buyer's browser. `seen` is called with every hop. It starts without cookies."""

    def __init__(
        self,
        transport: httpx.BaseTransport,
        url: str,
        *,
        patience: float,
        form_headers: Mapping[str, str] = CROSS_SITE,
        seen: Callable[[Hop], None] = lambda _: None,
    ) -> None:
        self.url = url
        self.form_headers = form_headers
        self.seen = seen
        self._client = httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=patience, headers=NAVIGATION
        )

    def post_form(self, form: Mapping[str, str], url: str = "") -> Answer:
        """Post a form as AWS's site makes browsers do, to the fulfillment URL unless another is named."""
        return self.send("POST", url, urlencode(form).encode("ascii"), {"Content-Type": FORM_TYPE, **self.form_headers})

    def get(self, url: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Open an address, the fulfillment URL unless another is named."""
        return self.send("GET", url, b"", headers)

    def send(self, method: str, url: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and follow where it leads, on this site."""
        hops: list[Hop] = []
        url = str(httpx.URL(self.url).join(url)) if url else self.url
        sent = dict(headers or {})
        while True:
            hop = self._hop(method, url, body, sent)
            hops.append(hop)
            self.seen(hop)
            onward = hop.header("location")
            if hop.status not in (301, 302, 303, 307, 308) or not onward or len(hops) > MOST_REDIRECTS:
                return Answer(tuple(hops))
            following = str(httpx.URL(url).join(onward))
            if urlsplit(following).netloc != urlsplit(self.url).netloc:
                return Answer(tuple(hops))  # another site: the address is all that is known of what the buyer sees
            url = following
            if hop.status not in (307, 308):
                method, body, sent = "GET", b"", {}

    def _hop(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Hop:
        started = time.perf_counter()
        sent = body.decode("latin-1")
        try:
            answer = self._client.request(method, url, content=body or None, headers=dict(headers))
        except httpx.TimeoutException:
            return Hop(method, url, sent, 0, (), b"", time.perf_counter() - started, "no answer came in time")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = f"the connection failed: {error or type(error).__name__}"
            return Hop(method, url, sent, 0, (), b"", time.perf_counter() - started, reason)
        for cookie in list(self._client.cookies.jar):
            cookie.secure = False  # buyers come by https; browsers send these to localhost, too
            if not f"{cookie.name}{cookie.value}".isascii():
                self._client.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)  # httpx cannot send it back
        pairs = tuple((name, value) for name, value in answer.headers.multi_items())
        return Hop(method, url, sent, answer.status_code, pairs, answer.content, time.perf_counter() - started)
