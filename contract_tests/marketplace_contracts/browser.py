"""The buyer's browser: it posts the form, follows redirects, keeps cookies and remembers every answer."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode, urljoin

import httpx

from marketplace_contracts.answer import TOO_LATE, Answer, Hop
from marketplace_contracts.cookie_jar import Jar
from marketplace_contracts.own_origin import OwnOrigin
from marketplace_contracts.same_site import forces_https, same_site
from marketplace_contracts.subject import BEHIND_TLS
from marketplace_emulator import imitates

TOKEN_FIELD = "x-amzn-marketplace-token"
OFFER_TYPE_FIELD = "x-amzn-marketplace-offer-type"
FORM_TYPE = "application/x-www-form-urlencoded"
NAVIGATION = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
    "Accept-Encoding": "gzip, deflate",
    "Connection": "keep-alive",
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
MOST_BYTES, MOST_TAGS, BEGINNING = 5_000_000, 10_000, 50_000
"""No page of a registration is as long, or has as many tags; of one that is or has, only the beginning is looked at."""
_AFTER_A_REDIRECT = ("Referer", "Sec-Fetch-Site")
"""The headers that a browser also sends with the GET to which a redirect leads."""


class Browser:
    """One buyer's browser. `seen` is called with every hop, and `note` with what the kit decides. It starts without cookies.

    `name` and `email` are of the person who uses it. They stay the same when the same buyer comes again, in any browser.
    `connections` opens connections to the subject. Each request and its redirects share them, and they are closed at the end.
    `forwarded` has the headers that the front end before the subject adds to each request, and `own` what the subject takes its
    origin to be. No more than `most` bytes of a body are read.
    """

    def __init__(
        self,
        connections: Callable[[], AbstractContextManager[httpx.BaseTransport]],
        url: str,
        *,
        patience: float,
        forwarded: Mapping[str, str] = BEHIND_TLS,
        form_headers: Mapping[str, str] = CROSS_SITE,
        seen: Callable[[Hop], None] = lambda _: None,
        own: OwnOrigin | None = None,
        most: int = MOST_BYTES,
    ) -> None:
        self.url = url
        self.form_headers = form_headers
        self.seen = seen
        self.name = self.purchaser = "buyer"
        self.note: Callable[[str], None] = lambda _: None
        self._connections = connections
        self._patience = patience
        self._forwarded, self._most = forwarded, most
        self._own = own or OwnOrigin(url)
        self._cookies = Jar()

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

    def send_from(
        self, at: Answer, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request that the last page of an answer makes. One that is refused is sent as from its other origin, until one is not."""
        for scheme in self._own.schemes:
            sent = {**(headers or {}), **self._own.headers(scheme, at.last.url, method)}
            answer = self.send(method, urljoin(at.last.url, url), body, sent)
            if answer.hops[0].status < 400 and not answer.failure and method != "GET":
                self._own.schemes = (scheme,)
            if method == "GET" or not 400 <= answer.hops[0].status < 500:
                break
        return answer

    def send(self, method: str, url: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and follow its redirects on this site."""
        hops: list[Hop] = []
        url = urljoin(self.url, url)
        sent = dict(headers or {})
        with self._connections() as connections:
            while True:
                hop = self._hop(connections, method, url, body, sent)
                hops.append(hop)
                self.seen(hop)
                if not hop.onward or hop.forces_https or hop.elsewhere or len(hops) > MOST_REDIRECTS:
                    return Answer(tuple(hops))  # of a page of another site, only the address is known
                url = hop.onward
                if hop.status not in (307, 308):
                    method, body = "GET", b""
                    sent = {name: value for name, value in sent.items() if name in _AFTER_A_REDIRECT}

    def _hop(
        self, connections: httpx.BaseTransport, method: str, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Hop:
        started = time.perf_counter()
        cookies = self._cookies.header(
            url, cross_site=headers.get("Sec-Fetch-Site") == "cross-site", safe=method == "GET"
        )
        sent = {**({"Cookie": cookies} if cookies else {}), **headers}
        hop = Hop(method, url, body.decode("latin-1"), 0, (), b"", 0.0, unusual=_unusual(method, sent))
        try:
            answer = _exchanged(connections, self._request(method, url, body, sent))
            with contextlib.closing(answer):
                whole = _received(answer, started + self._patience, self._most)
        except httpx.TimeoutException:
            return replace(hop, seconds=time.perf_counter() - started, failure=TOO_LATE)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = f"the connection failed: {error or type(error).__name__}"
            return replace(hop, seconds=time.perf_counter() - started, failure=failure)
        beginning = _looked_at(whole, self._most, html="html" in answer.headers.get("content-type", ""))
        said = [value.decode("latin-1") for name, value in answer.headers.raw if name.lower() == b"set-cookie"]
        hop = replace(
            hop,
            status=answer.status_code,
            headers=tuple(answer.headers.multi_items()),
            body=beginning,
            seconds=time.perf_counter() - started,
            cut=len(beginning) < len(whole),
            unkept=tuple(filter(None, (self._cookies.keep(url, each) for each in said))),
        )
        hop = replace(hop, unusual=_unusual(method, sent, refused=hop.forbids))
        form_to_page = method != "GET" and hop.status not in (307, 308) and same_site(hop.url, hop.onward)
        return replace(hop, forces_https=not form_to_page and forces_https(self.url, hop.url, hop.onward))

    def _request(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """Build a request. Whatever the subject is called in the URL, the request goes to the one address that is known to work."""
        to, host = _led(url, self.url)
        given = httpx.Headers({"Host": host})
        for each in (NAVIGATION, self._forwarded, headers):
            given.update(httpx.Headers(dict(each), encoding="latin-1"))
        timeout = httpx.Timeout(self._patience).as_dict()
        return httpx.Request(method, to, headers=given, content=body or None, extensions={"timeout": timeout})


@lru_cache(maxsize=256)
def _led(url: str, known: str) -> tuple[httpx.URL, str]:
    """Return where a request for a URL goes, and its Host header; `known` is the address of the subject that works."""
    named, base = httpx.URL(url), httpx.URL(known)
    to = named.copy_with(scheme=base.scheme, host=base.host, port=base.port) if same_site(url, known) else named
    return to, named.netloc.decode("ascii")


def _unusual(method: str, sent: Mapping[str, str], *, refused: bool = False) -> tuple[str, ...]:
    """Return the headers in which a request differs from that of an ordinary buyer, or all that may be why it was `refused`."""
    if refused:
        return tuple(f"{name}: {value}" for name, value in sent.items())
    usual = {**CROSS_SITE, "Content-Type": FORM_TYPE} if method == "POST" else {}
    missing = [f"no {name}" for name in usual if name not in sent]
    known = CROSS_SITE | usual
    return (*(f"{name}: {value}" for name, value in sent.items() if known.get(name) != value), *missing)


def _looked_at(whole: bytes, most: int, *, html: bool) -> bytes:
    """Return a body, or of one that is too long, or has too many tags, the beginning."""
    if len(whole) > most or (html and whole.count(b"<") > MOST_TAGS):
        return whole[:BEGINNING]
    return whole


def _received(answer: httpx.Response, until: float, most: int) -> bytes:
    """Read the body, but not much more than `most` bytes; raise ReadTimeout if it takes too long."""
    whole = bytearray()
    for piece in answer.iter_bytes():
        whole += piece
        if len(whole) > most:
            break
        if time.perf_counter() > until:
            raise httpx.ReadTimeout("the answer does not end")
    return bytes(whole)


def _exchanged(connections: httpx.BaseTransport, request: httpx.Request) -> httpx.Response:
    """Send a request and return the beginning of the answer.

    A server may end a connection that it kept open just when the next request comes. If nothing of an answer has come by
    then, browsers send the request once more on a new connection (Chromium, HttpNetworkTransaction::ShouldResendRequest).
    """
    steps: list[str] = []
    request.extensions["trace"] = lambda step, _: steps.append(step)
    try:
        answer = connections.handle_request(request)
    except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError):
        kept = steps and not any(each.startswith("connection.connect") for each in steps)
        if not kept or "http11.receive_response_headers.complete" in steps:
            raise
        answer = connections.handle_request(request)
    answer.request = request
    return answer
