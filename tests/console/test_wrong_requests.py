"""Wrong requests are answered with a page that says what is wrong, also where the emulator itself has a bug."""

from __future__ import annotations

import logging
from dataclasses import replace
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console import Console, page_routes, rendering
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER, FORM, SCRIPT
from tests.console.crawl import Elements, filled, paths

SAFE = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser on this machine."""
    return Client(Wsgi(marketplace.site))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_page_takes_another_method(browser: Client, marketplace: Marketplace, method: str) -> None:
    for path in {each.path for each in page_routes()}:
        if path == "/":
            continue  # AWS's own, but for a GET
        answer = browser.open(filled(path, marketplace), method=method, headers=FORM)
        taken = {each.method for each in page_routes() if each.path == path}
        assert answer.status_code == 405, path
        assert set(answer.headers["Allow"].split(", ")) == taken | ({"HEAD"} if "GET" in taken else set())
        assert answer.mimetype == "text/html"


def test_head_is_a_get_without_the_body(browser: Client, marketplace: Marketplace) -> None:
    for path in paths():
        there = filled(path, marketplace, "base.css")
        got, head = browser.get(there, headers=BROWSER), browser.head(there, headers=BROWSER)
        assert (head.status_code, head.mimetype, head.data) == (got.status_code, got.mimetype, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/console",
        "/console/",
        "/console//",
        "/console/nothing",
        "/console/search/",
        "/console/search/more",
        "/console/../_emulator/tokens",
        "/console/%2e%2e/_emulator/tokens",
        "/console/\x7f",
        "/console/" + "x" * 4000,
        "/Console/search",
    ],
)
def test_a_page_that_is_not_there(browser: Client, path: str) -> None:
    answer = browser.get(quote(path, safe="/%"), headers=BROWSER)
    if not path.startswith("/console"):
        assert "x-amzn-RequestId" in answer.headers
        return
    assert answer.status_code in (404, 200)
    assert answer.mimetype == "text/html"
    assert len([each for each in Elements(answer.text).found if each.tag == "h1"]) == 1
    assert "registration" not in answer.text.lower() or answer.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "../page.py",
        "..%2fpage.py",
        "%2e%2e%2fpage.py",
        "..%5cpage.py",
        "....//page.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "base.css%00.png",
        "BASE.CSS",
        ".",
        "..",
        "",
        "con",
        "base.css::$DATA",
        "../templates/base.html",
        "%252e%252e%252fpage.py",
    ],
)
def test_only_the_consoles_own_files_are_files(browser: Client, name: str) -> None:
    answer = browser.get(f"/console/static/{name}", headers=BROWSER)
    assert answer.status_code == 404
    assert "import annotations" not in answer.text
    assert "root:" not in answer.text


def test_every_file_is_sent_with_its_type(browser: Client) -> None:
    for each in rendering.STATIC.rglob("*"):
        if each.is_file() and each.suffix != ".map" and "LICENSE" not in each.name.upper():
            answer = browser.get(f"/console/static/{each.relative_to(rendering.STATIC)}", headers=BROWSER)
            if answer.status_code == 200:
                assert answer.mimetype != "text/html"
                assert answer.data == each.read_bytes()


def test_every_answer_is_safe(browser: Client, marketplace: Marketplace) -> None:
    kinds = [
        *(browser.get(filled(each, marketplace), headers=BROWSER) for each in paths()),
        *(
            browser.get(each, headers=BROWSER)
            for each in ("/console/nothing", "/console/static/nothing", "/console/static/base.css?v=1")
        ),
        *(
            browser.post(filled(each, marketplace, "x"), data={"hurt": "<hurt>"}, headers=SCRIPT)
            for each in paths("POST")
        ),
        *(
            browser.post(filled(each, marketplace, "x"), data={"hurt": "<hurt>"}, headers=FORM)
            for each in paths("POST")
        ),
        browser.put("/console/search", headers=FORM),
        browser.get("/", headers=BROWSER | {"Host": "evil.example"}),
    ]
    for answer in kinds:
        assert answer.status_code < 500, answer.request.path
        for name, value in SAFE.items():
            assert answer.headers[name].startswith(value), (answer.request.path, name)
        policy = dict(each.strip().partition(" ")[::2] for each in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        kept = "/console/static/base.css?v=" in answer.request.url
        assert ("no-store" in answer.headers["Cache-Control"]) is not kept


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"a=" + b"x" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"a=1&" * 50_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"\xff\xfe=\x00&%ff=%00", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_none_is_no_bug(
    browser: Client, marketplace: Marketplace, body: bytes, content_type: str
) -> None:
    for path in paths("POST"):
        headers = SCRIPT | {"Content-Type": content_type}
        answer = browser.post(filled(path, marketplace, "no-such"), data=body, headers=headers)
        assert answer.status_code in (303, 404, 409, 413, 415, 422), path


@pytest.mark.parametrize(
    "query", ["x=" + "y" * 50_000, "q=" * 5_000, "%", "%ff%00", "&&&&", "q=a&q=b", "q", "=", "cursor=-1&limit=x"]
)
def test_any_query_is_answered_with_a_page(browser: Client, marketplace: Marketplace, query: str) -> None:
    for path in paths():
        answer = browser.get(f"{filled(path, marketplace)}?{query}", headers=BROWSER)
        assert answer.status_code in (200, 404, 422), path
        assert len(answer.data) < 120_000


def test_a_bug_is_told_on_a_page_and_in_the_log(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret <hurt>")

    route = replace(page_routes()[0], handler=broken)
    monkeypatch.setattr(Console, "_match", lambda *_: (route, {}))
    browser = Client(Wsgi(marketplace.site))
    with caplog.at_level(logging.ERROR):
        answer = browser.get("/console/search\x1b[2J", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "bug in the emulator" in answer.text
    assert "secret" not in answer.text
    assert "ZeroDivisionError" in caplog.text
    assert "\x1b" not in caplog.text


def test_a_page_that_a_restart_has_taken_away_says_so(browser: Client) -> None:
    page = browser.get("/console/set-up/agmt-of-yesterday", headers=BROWSER).text
    assert "the emulator was reset or started again since" in page
    refused = browser.get("/console/agreements?status=FOO", headers=BROWSER).text
    assert "<h1>Something is wrong with what was entered</h1>" in refused
