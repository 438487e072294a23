"""The browser's cookies: which it keeps and which it sends, by RFC 6265bis and as Chromium does."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from marketplace_contracts.http_date import seconds_since_1970
from marketplace_contracts.same_site import is_loopback, names_loopback
from marketplace_emulator import imitates

imitates(
    __name__,
    "A browser keeps and sends cookies by Domain, Path, Expires, Max-Age, Secure, SameSite, Partitioned and the prefixes of "
    "names. It comes by https, and all names of this machine are one host.",
    "seen",
    "Chromium 156, asked by tests/contract_tests_kit/test_cookies_of_chromium.py; RFC 6265bis",
)
imitates(
    __name__,
    "A cookie without SameSite is sent when AWS's site posts the form.",
    "seen",
    "Chromium does so for the first two minutes; Firefox and Safari always do",
)
LONGEST = 4096
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie that the browser keeps. `below` says whether hosts below its host get it too."""

    name: str
    value: str
    host: str
    below: bool
    path: str
    same_site: str
    expires: float

    @property
    def written(self) -> str:
        return f"{self.name}={self.value}" if self.name else self.value

    def goes_to(self, url: str) -> bool:
        """Return whether a request to an address gets it."""
        host, path = _host(url), urlsplit(url).path or "/"
        here = host == self.host or (self.below and host.endswith(f".{self.host}"))
        below = path == self.path or path.startswith(self.path.removesuffix("/") + "/")
        return here and below and time.time() < self.expires


class Jar:
    """The cookies of one browser. Their text is that of the bytes on the wire, in Latin-1."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, bool, str], Cookie] = {}

    def keep(self, url: str, said: str) -> str:
        """Keep the cookie of a Set-Cookie header, unless browsers do not; return why they do not, or nothing."""
        first, *others = said.split(";")
        name, _, value = first.partition("=") if "=" in first else ("", "", first)
        name, value = name.strip(), value.strip()
        attributes = {}
        for each in others:
            key, _, given = each.partition("=")
            attributes[key.strip().lower()] = given.strip()
        domain = attributes.get("domain", "").lower().removeprefix(".")
        wrong = _refused(url, said, name, value, domain, attributes)
        if wrong:
            return f"{name or value[:20]} ({wrong})"
        if not name and not value:
            return ""
        host = _host(url)
        below = bool(domain) and "." in domain and not is_loopback(url)
        path = attributes.get("path", "")
        if not path.startswith("/"):
            path = (urlsplit(url).path or "/").rpartition("/")[0] or "/"
        same_site = attributes.get("samesite", "").lower()
        kept = Cookie(name, value, domain if below else host, below, path, same_site, _expires(attributes))
        self._kept[(name, kept.host, below, path)] = kept
        return ""

    def header(self, url: str, *, cross_site: bool = False, safe: bool = True) -> str:
        """Return the Cookie header of a request; `safe` says whether it is a GET. It is empty without cookies."""
        kept_back = ({"strict"} if safe else {"strict", "lax"}) if cross_site else set()
        sent = [each for each in self._kept.values() if each.goes_to(url) and each.same_site not in kept_back]
        return "; ".join(each.written for each in sorted(sent, key=lambda each: -len(each.path)))


def _refused(url: str, said: str, name: str, value: str, domain: str, attributes: dict[str, str]) -> str:
    """Return why browsers do not keep a cookie; empty if they do."""
    prefixed, secure = name.lower(), "secure" in attributes
    if _CONTROL.search(said):
        return "it contains a control character"
    if len(name) + len(value) > LONGEST:
        return f"its name and value are longer than {LONGEST} bytes"
    if domain and not _covers(domain, url):
        return f"its Domain={attributes['domain']} does not include {_host(url)}"
    if attributes.get("samesite", "").lower() == "none" and not secure:
        return "SameSite=None needs Secure"
    if "partitioned" in attributes and not secure:
        return "Partitioned needs Secure"
    if prefixed.startswith("__secure-") and not secure:
        return "such a name needs Secure"
    if prefixed.startswith("__host-") and not (secure and attributes.get("path") == "/" and not domain):
        return "such a name needs Secure, Path=/ and no Domain"
    return ""


def _covers(domain: str, url: str) -> bool:
    host = _host(url)
    if is_loopback(url):
        return names_loopback(domain)
    return host == domain or ("." in domain and host.endswith(f".{domain}") and not host.replace(".", "").isdigit())


def _host(url: str) -> str:
    return "localhost" if is_loopback(url) else (urlsplit(url).hostname or "")


def _expires(attributes: dict[str, str]) -> float:
    age = attributes.get("max-age", "")
    if re.fullmatch(r"-?\d+", age):
        return time.time() + int(age) if int(age) > 0 else 0.0
    moment = seconds_since_1970(attributes.get("expires", ""))
    return float("inf") if moment is None else moment
