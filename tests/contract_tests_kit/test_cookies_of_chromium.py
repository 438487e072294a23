"""What the kit's browser does with a cookie is what Chromium does: measured in the table, and asked again at night."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest

from marketplace_contracts.browser import Browser
from marketplace_contracts.cookie_jar import Jar
from tests.console.in_chromium.chromium import program
from tests.contract_tests_kit.subjects.scripted import Scripted, page

WHERE = ("localhost", "127.0.0.1")
OTHER = "aws.test"
"""Another site, which posts a form to the subject."""


class Row(NamedTuple):
    """A Set-Cookie header; where it is set and shown; and the Cookie header that Chromium 156 sends then."""

    said: str
    sent: str
    host: str = "localhost"
    at: str = "/set"
    to: str = "/show"


def _both(said: str, sent: str = "") -> list[Row]:
    return [Row(said, sent, host) for host in WHERE]


TABLE = [
    *_both("a=1", "a=1"),
    *_both("a=1; Domain=", "a=1"),
    Row("a=1; Domain=localhost", "a=1"),
    Row("a=1; Domain=.localhost", "a=1"),
    Row("a=1; Domain=LOCALHOST", "a=1"),
    Row("a=1; Secure; Domain=localhost", "a=1"),
    Row("a=1; Domain=127.0.0.1", "a=1", "127.0.0.1"),
    Row("a=1; Domain=.127.0.0.1", "a=1", "127.0.0.1"),
    *_both("a=1; Domain=shop.example.com"),
    *_both("a=1; Domain=test"),
    *_both("a=1; Domain=localhost:8000"),
    *_both("a=1; Domain=http://localhost"),
    *_both("a=1; Secure", "a=1"),
    *_both("a=1; SameSite=None"),
    *_both("a=1; SameSite=None; Secure", "a=1"),
    *_both("a=1; SameSite=Strict", "a=1"),
    *_both("__Host-a=1; Secure; Path=/", "__Host-a=1"),
    *_both("__Host-a=1; Path=/"),
    *_both("__Host-a=1; Secure; Path=/set"),
    *_both("__Host-a=1; Secure; Path=/; Domain=localhost"),
    *_both("__Secure-a=1; Secure", "__Secure-a=1"),
    *_both("__Secure-a=1"),
    *_both("__host-a=1"),
    Row("a=1; Max-Age=0", ""),
    Row("a=1; Max-Age=-1", ""),
    Row("a=1; Max-Age=x", "a=1"),
    Row("a=1; Max-Age=60", "a=1"),
    Row("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
    Row("a=1; Expires=Thu, 01-Jan-2099 00:00:00 GMT", "a=1"),
    Row("a=1; Expires=nonsense", "a=1"),
    Row("a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", "a=1"),
    Row("a=\xe9", "a=\xe9"),
    Row('a="x y"', 'a="x y"'),
    Row("a=x,y", "a=x,y"),
    Row(" a = 1 ", "a=1"),
    Row("=1", "1"),
    Row("1", "1"),
    Row("a=", "a="),
    Row("", ""),
    Row("a=1=2", "a=1=2"),
    Row("a=\x01", ""),
    Row("a=x\ty", ""),
    Row("a\x7f=1", ""),
    Row("a=" + "x" * 4095, "a=" + "x" * 4095),
    Row("a=" + "x" * 4096, ""),
    Row("a=1; Path=/show", "a=1"),
    Row("a=1; Path=/show", "a=1", to="/show/x"),
    Row("a=1; Path=/show", "", to="/shower"),
    Row("a=1; Path=/sh", ""),
    Row("a=1; Path=show", "a=1"),
    Row("a=1; Path=", "a=1"),
    Row("a=1; Path=/show/", ""),
    Row("a=1", "", at="/x/set"),
    Row("a=1", "a=1", at="/x/set", to="/x/show"),
    Row("a=1; HttpOnly", "a=1"),
    Row("a=1; SameSite=Foo", "a=1"),
    Row("a=1; Partitioned", ""),
    Row("a=1; Partitioned; Secure", "a=1"),
]
ACROSS = {
    "a=1": ("a=1", "a=1"),
    "a=1; SameSite=Lax": ("", "a=1"),
    "a=1; SameSite=Strict": ("", ""),
    "a=1; SameSite=None; Secure": ("a=1", "a=1"),
    "a=1; SameSite=Foo": ("a=1", "a=1"),
}
"""What Chromium sends when another site posts a form: with the form, and with the GET to which a 303 leads it."""


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.host} {row.said[:50]!r} {len(row.said)} {row.to}")
def test_the_kit_keeps_and_sends_what_chromium_does(row: Row) -> None:
    jar = Jar()
    said = jar.keep(f"http://{row.host}:8000{row.at}", row.said)
    assert jar.header(f"http://{row.host}:8000{row.to}") == row.sent
    assert jar.header("http://other.example/show") == ""
    assert not (said and row.sent)


@pytest.mark.parametrize("said", ACROSS)
def test_a_form_from_another_site_brings_the_cookies_that_chromium_brings(said: str) -> None:
    def answer(line: str, headers: dict[str, str], _: bytes) -> bytes:
        if line == "GET /":
            return page("", "200 OK", f"Set-Cookie: {said}; Path=/")
        if line == "POST /":
            return page(headers.get("cookie", ""), "303 See Other", "Location: /show", f"Set-Cookie: b{said}; Path=/")
        return page(headers.get("cookie", ""))

    with Scripted(answer) as server:
        buyer = Browser(lambda: httpx.HTTPTransport(trust_env=False, verify=False), server.url, patience=5.0)
        buyer.get()
        told = buyer.post_form({})
        posted, led = ACROSS[said]
        assert [hop.text for hop in told.hops] == [posted, led and f"{led}; b{led}"]
        assert buyer.get().hops[0].status == 200
        assert buyer.get("/own").last.text == "a=1; ba=1"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("sid=1; Domain=shop.example.com", "sid (its Domain=shop.example.com does not include localhost)"),
        ("sid=1; SameSite=None", "sid (SameSite=None needs Secure)"),
        ("__Host-sid=1; Secure", "__Host-sid (such a name needs Secure, Path=/ and no Domain)"),
        ("__Secure-sid=1", "__Secure-sid (such a name needs Secure)"),
        ("sid=1; Partitioned", "sid (Partitioned needs Secure)"),
        ("sid=\x01", "sid (it contains a control character)"),
        ("sid=" + "x" * 5000, "sid (its name and value are longer than 4096 bytes)"),
        ("sid=1; Max-Age=0", ""),
        ("", ""),
    ],
)
def test_a_cookie_that_is_not_kept_is_named_with_the_reason(said: str, why: str) -> None:
    assert Jar().keep("http://127.0.0.1:8000/", said) == why


def test_all_names_of_this_machine_share_cookies_as_one_host_does_in_production() -> None:
    jar = Jar()
    assert jar.keep("http://127.0.0.1:8000/", "a=1; Domain=localhost") == ""
    assert jar.header("http://localhost:8000/") == jar.header("http://[::1]:8000/") == "a=1"


def test_a_domain_includes_the_hosts_below_it() -> None:
    jar = Jar()
    for said in ("a=1; Domain=shop.example", "b=1; Domain=example", "c=1", "d=1; Domain=other.example"):
        jar.keep("https://www.shop.example/", said)
    assert jar.header("https://www.shop.example/") == "a=1; c=1"
    assert jar.header("https://shop.example/") == jar.header("https://app.shop.example/") == "a=1"
    assert jar.header("https://eshop.example/") == ""


def test_a_cookie_replaces_one_of_its_name_and_the_longest_path_comes_first() -> None:
    jar = Jar()
    for said in ("a=1; Path=/", "b=1; Path=/x", "a=2; Path=/", "c=1; Path=/"):
        jar.keep("http://localhost/x/y", said)
    assert jar.header("http://localhost/x/y") == "b=1; a=2; c=1"
    jar.keep("http://localhost/", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/")
    assert jar.header("http://localhost/x/y") == "b=1; c=1"


@pytest.fixture(scope="module")
def shower() -> Iterator[Scripted]:
    """A server that sets the cookies that it is asked to, posts forms, and shows the cookies that it gets."""

    def answer(line: str, headers: dict[str, str], _: bytes) -> bytes:
        at = urlsplit(line.partition(" ")[2])
        asked = parse_qs(at.query, encoding="latin-1")
        if at.path.endswith("/set"):
            said = [f"Set-Cookie: {each}" for each in asked.get("c", [])]
            raw = page("", "303 See Other", f"Location: {asked['then'][0]}", "\x00")
            return raw.replace(b"\x00", "\r\n".join(said).encode("latin-1")) if said else raw.replace(b"\r\n\x00", b"")
        if at.path == "/post":
            form = f'<form method=post action="{escape(asked["to"][0])}"></form><script>document.forms[0].submit()</script>'
            return page(form)
        return page(f"<meta charset=utf-8><pre>SENT[{escape(headers.get('cookie', ''))}]</pre>")

    with Scripted(answer) as server:
        yield server


def _asked(url: str, profile: Path) -> str:
    """Return the cookies that Chromium sent in the end."""
    words = [program(), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000", "--dump-dom"]
    options = (f"--user-data-dir={profile}", f"--host-resolver-rules=MAP {OTHER} 127.0.0.1")
    done = subprocess.run([*words, *options, url], capture_output=True, timeout=120, check=True)
    found = re.search(r"SENT\[(.*?)\]</pre>", done.stdout.decode(), re.DOTALL)
    assert found, done.stdout
    return unescape(found[1])


@pytest.mark.nightly
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.host} {row.said[:50]!r} {len(row.said)} {row.to}")
def test_chromium_still_does_what_the_table_says(row: Row, shower: Scripted, tmp_path: Path) -> None:
    base = f"http://{row.host}:{shower.port}"
    url = f"{base}{row.at}?c={quote(row.said, encoding='latin-1')}&then={quote(base + row.to)}"
    assert _asked(url, tmp_path) == row.sent


@pytest.mark.nightly
@pytest.mark.parametrize("said", ACROSS)
@pytest.mark.parametrize("led", [False, True], ids=["form", "303"])
def test_chromium_still_does_what_the_table_says_across_sites(
    said: str, led: bool, shower: Scripted, tmp_path: Path
) -> None:
    base = f"http://localhost:{shower.port}"
    to = f"{base}/set?then=/show" if led else f"{base}/show"
    post = f"http://{OTHER}:{shower.port}/post?to={quote(to, safe='')}"
    assert _asked(f"{base}/set?c={quote(said)}&then={quote(post, safe='')}", tmp_path) == ACROSS[said][led]
