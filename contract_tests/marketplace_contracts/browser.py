"""The buyer's browser: it posts the form, follows redirects, keeps cookies and remembers every answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import httpx

from marketplace_contracts.answer import Answer, Hop
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
"""The headers of a form that AWS's site made the browser post."""
imitates(
    __name__,
    "The buyer's browser posts the form from AWS's site: cross-site, without the seller's SameSite cookies.",
    "doc",
    "seller guide, SaaS customer onboarding; browsers' rules for a POST from another site",
)
imitates(
    __name__,
    "The form's Origin is `https://aws.amazon.com`, and its Referer `https://aws.amazon.com/`.",
    "assumed",
    "nobody published them",
)
MOST_REDIRECTS = 10


class Browser:
    """One buyer's browser. `seen` is called with every hop. It starts without cookies.

    `name` and `email` are of the person who uses it. They stay the same when the same buyer comes again, in any browser.
    """

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
        self.name = "buyer"
        self._client = httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=patience, headers=NAVIGATION
        )

    @property
    def email(self) -> str:
        """The e-mail address of the person who uses the browser."""
        return f"{self.name}@example.com"

    def post_form(self, form: Mapping[str, str], url: str = "") -> Answer:
        """Post a form as AWS's site makes browsers do; without a `url`, to the fulfillment URL."""
        return self.send("POST", url, urlencode(form).encode("ascii"), {"Content-Type": FORM_TYPE, **self.form_headers})

    def get(self, url: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Open an address; without a `url`, the fulfillment URL."""
        return self.send("GET", url, b"", headers)

    def send(self, method: str, url: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and follow its redirects on this site."""
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
                return Answer(tuple(hops))  # another site: only the address of the page is known
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
            cookie.secure = False  # buyers come by https; browsers also send these to localhost
            if not f"{cookie.name}{cookie.value}".isascii():
                self._client.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)  # httpx cannot send it back
        pairs = tuple((name, value) for name, value in answer.headers.multi_items())
        return Hop(method, url, sent, answer.status_code, pairs, answer.content, time.perf_counter() - started)
