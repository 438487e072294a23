"""What a browser got: each request with its answer, up to the final page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from marketplace_contracts import page
from marketplace_contracts.page import Page
from marketplace_contracts.same_site import same_site
from marketplace_contracts.story import short

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
"""In the header, or in a `<meta>` at the beginning of the page."""


TOO_LATE = "no answer came in time"
_FORBIDDING = (401, 403, 419)
_FORGERY = re.compile(r"\b[cx]srf\b|cross.site request|forgery|authenticity.?token", re.IGNORECASE)
"""What frameworks say that take a request for a forged one and answer 400 or 422, such as Flask-WTF, ASP.NET and Rails."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of the browser and its answer; without an answer, the status is 0 and `failure` says why.

    `unusual` has the headers in which the request differs from an ordinary buyer's, `unkept` the cookies that the browser
    did not keep, with the reason; `cut` says that the body is longer than what was read. An answer that `forces_https`
    redirects to https although the request says that the buyer came by https.
    """

    method: str
    url: str
    sent: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    failure: str = ""
    unusual: tuple[str, ...] = ()
    unkept: tuple[str, ...] = ()
    cut: bool = False
    forces_https: bool = False

    def header(self, name: str) -> str:
        """Return the first header with this name, or an empty string."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def onward(self) -> str:
        """The address to which a redirect leads; empty if the answer is none."""
        onward = self.header("location")
        if self.status not in (301, 302, 303, 307, 308) or not onward:
            return ""
        try:
            return urljoin(self.url, onward)
        except ValueError:  # no browser understands it
            return ""

    @property
    def elsewhere(self) -> str:
        """The address on another server to which a redirect leads; the kit does not go there."""
        return self.onward if self.onward and not same_site(self.onward, self.url) else ""

    @property
    def brief(self) -> str:
        """The answer in one line."""
        if self.failure:
            return self.failure
        onward = self.header("location")
        if onward:
            where = " (another server, where the kit does not go)" if self.elsewhere else ""
            return f"{self.status}, redirect to {short(onward, 160)}{where}"
        read = page.read(self.text, self.header("content-type"))
        return f"{self.status}: {short(' '.join(read.text.split()), 200)}"

    @property
    def forbids(self) -> bool:
        """Whether the answer refuses a request for where it comes from, rather than for its form."""
        if self.status not in (400, 422):
            return self.status in _FORBIDDING
        return bool(_FORGERY.search(page.read(self.text, self.header("content-type")).text))

    @property
    def asks(self) -> str:
        """The request in one line: its method, address and body, and each header that an ordinary buyer's does not have."""
        body = f" with {short(self.sent, 160)}" if self.sent else ""
        headers = "; ".join(short(each, 160) for each in self.unusual)
        return f"{self.method} {self.url}{body}" + (
            f" and {headers}" if headers and body else f" with {headers}" if headers else ""
        )

    @property
    def says(self) -> str:
        """The answer in one line, with what the browser does not take from it."""
        cut = f"; the kit looks only at its first {len(self.body):,} bytes" if self.cut else ""
        return self.brief + cut + "".join(f"; the browser does not keep the cookie {each}" for each in self.unkept)

    @property
    def too_long(self) -> str:
        return f"the answer to {self.method} {self.url} is too long: the kit looks only at its first {len(self.body):,} bytes"

    @property
    def text(self) -> str:
        """The body as text, in the charset that it declares."""
        said = self.header("content-type").encode("ascii", "replace") + b";" + self.body[:1024]
        charset = _CHARSET.search(said)
        try:
            return self.body.decode(charset[1].decode() if charset else "utf-8", "replace")
        except (LookupError, ValueError):
            return self.body.decode("utf-8", "replace")


@dataclass(frozen=True)
class Answer:
    """What the buyer was told: all hops, the last of which is the final page.

    It is `good` if AWS had answered ok by then, with no fault that spoils its answers, and `scripted` if a script asked for it.
    """

    hops: tuple[Hop, ...] = field(default=())
    good: bool = field(default=False, compare=False)
    token: str = field(default="", compare=False)
    scripted: bool = field(default=False, compare=False)

    @property
    def last(self) -> Hop:
        return self.hops[-1]

    @property
    def status(self) -> int:
        """The last status; 0 if no answer came."""
        return self.last.status

    @property
    def failure(self) -> str:
        """Why no answer came; empty if one came."""
        return self.last.failure

    @property
    def late(self) -> bool:
        """Whether the buyer waited for an answer in vain."""
        return self.failure == TOO_LATE

    @property
    def crashed(self) -> bool:
        """Whether no answer came, or one with a status of 500 or above."""
        return bool(self.failure) or self.status >= 500

    @property
    def html(self) -> bool:
        """Whether the last answer is a page in HTML."""
        return "html" in self.last.header("content-type").lower()

    @property
    def json(self) -> bool:
        """Whether the last answer is JSON and no page."""
        return "json" in self.last.header("content-type").lower()

    @property
    def seconds(self) -> float:
        """How long the buyer waited."""
        return sum(hop.seconds for hop in self.hops)

    @cached_property
    def page(self) -> Page:
        """The last page as the buyer sees it."""
        return page.read(self.last.text, self.last.header("content-type"))

    @property
    def addresses(self) -> str:
        """The addresses to which the buyer was sent; of a page that a script draws, these are the only readable words."""
        return "\n".join(hop.header("location") for hop in self.hops if hop.header("location"))

    @property
    def told(self) -> str:
        """All words that the buyer was told."""
        return f"{self.page.text}\n{self.addresses}".strip()
