"""The buyer's browser at the wire: its connections, and the addresses that it takes for one site."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from marketplace_contracts.browser import CROSS_SITE, Browser
from marketplace_contracts.driver import Driver
from marketplace_contracts.hindrance import hindrance
from marketplace_contracts.same_site import same_page, same_site
from marketplace_contracts.second_step import FormStep
from marketplace_contracts.session import Session
from marketplace_contracts.settings import Settings
from marketplace_contracts.subjects.url import UrlSubject
from tests.contract_tests_kit.subjects.scripted import Answer, Scripted, page

FORM = {"x-amzn-marketplace-token": "abcd"}
Opened = Callable[[str], Browser]


def connect() -> httpx.HTTPTransport:
    """Open connections as the kit does."""
    return httpx.HTTPTransport(trust_env=False, verify=False)


def browser(url: str) -> Browser:
    """Open a browser at a URL."""
    return Browser(connect, url, patience=5.0)


def leads_to(onward: str) -> bytes:
    """Return a redirect that keeps the connection open."""
    return page("", "303 See Other", f"Location: {onward}")


def test_each_request_of_a_buyer_has_a_connection_of_its_own_which_its_redirects_share() -> None:
    with Scripted(lambda line, *_: leads_to("/done") if line == "POST /" else page("Welcome.")) as server:
        buyer = browser(server.url)
        assert [buyer.post_form(FORM).status, buyer.get().status] == [200, 200]
        assert server.asked == [(1, "POST /"), (1, "GET /done"), (2, "GET /")]


def _ends_after_a_redirect(often: int) -> Answer:
    """Answer a form with a redirect, and close the connections of the next requests so often."""
    left = [often]

    def answer(line: str, *_: object) -> bytes | None:
        if line == "POST /":
            return leads_to("/done")
        left[0] -= 1
        return None if left[0] >= 0 else page("Welcome.")

    return answer


def test_a_kept_connection_that_ends_before_the_answer_begins_is_tried_once_more() -> None:
    with Scripted(_ends_after_a_redirect(1)) as server:
        assert browser(server.url).post_form(FORM).page.text == "Welcome."
        assert server.asked == [(1, "POST /"), (1, "GET /done"), (2, "GET /done")]


def test_a_new_connection_that_ends_before_the_answer_begins_is_a_failure() -> None:
    with Scripted(_ends_after_a_redirect(2)) as server:
        assert browser(server.url).post_form(FORM).failure.startswith("the connection failed: ")
        assert len(server.asked) == 3
    with Scripted(lambda *_: None) as server:
        assert browser(server.url).post_form(FORM).failure.startswith("the connection failed: ")
        assert server.asked == [(1, "POST /")]


def test_an_answer_that_ends_too_early_is_a_failure_on_a_kept_connection_too() -> None:
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nWelc"
    ended: list[str] = []

    def answer(line: str, *_: object) -> bytes | None:
        if ended:
            return None
        if line == "POST /":
            return leads_to("/done")
        ended.append(line)
        return cut + b"x" * 96 if line == "GET /whole" else cut

    with Scripted(answer) as server:
        server.timeout = 1
        buyer = Browser(connect, server.url, patience=0.3)
        assert buyer.post_form(FORM).failure
        assert server.asked == [(1, "POST /"), (1, "GET /done")]


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.0.0.2", "[::1]", "0.0.0.0", "shop.localhost", "LOCALHOST"]
)
def test_every_name_of_this_machine_is_followed_to_the_one_server(host: str) -> None:
    """The server listens on 127.0.0.1 alone; the cookie comes along, as it does on the one host of production."""
    moved: list[str] = []

    def answer(line: str, headers: dict[str, str], _: bytes) -> bytes:
        if line == "POST /":
            return page("", "303 See Other", f"Location: {moved[0]}", "Set-Cookie: session=1; Path=/")
        return page(f"You are at {headers['host']} with {headers.get('cookie')}.")

    with Scripted(answer) as server:
        moved.append(f"http://{host}:{server.port}/signup")
        told = browser(server.url).post_form(FORM)
        assert told.page.text == f"You are at {host.lower()}:{server.port} with session=1."


@pytest.mark.parametrize(
    "onward", ["http://localhost:1/", "https://app.example/", "http://127.0.0.1.example/", "//[", "http://localhost:x/"]
)
def test_a_redirect_to_another_server_is_not_followed(onward: str) -> None:
    with Scripted(lambda *_: leads_to(onward)) as server:
        told = browser(server.url).post_form(FORM)
        assert (told.status, len(told.hops)) == (303, 1)
        assert told.last.elsewhere == ("" if onward == "//[" else onward)
        assert told.last.brief.startswith(f"303, redirect to {onward}")
        assert "another server" in told.last.brief or onward == "//["


def test_a_front_that_ends_tls_makes_one_server_of_two_ports() -> None:
    assert same_site("http://localhost/", "https://127.0.0.1/")
    assert same_site("http://shop.example:80/", "https://shop.example/")
    assert not same_site("http://shop.example/", "http://shop.example:8000/")
    assert same_page("http://127.0.0.1:8000/a?b=c", "https://localhost:8000/a?b=c")
    assert not same_page("http://127.0.0.1:8000/a?b=c", "http://127.0.0.1:8000/a?b=d")


def test_a_request_says_that_the_buyer_came_by_https_and_carries_the_headers_of_the_sellers_front() -> None:
    with Scripted(lambda line, *_: leads_to("/done") if line == "POST /" else page("Welcome.")) as server:
        subject = UrlSubject(Settings(subject=server.url), {})
        settings = Settings(subject=server.url, header={"X-Forwarded-Host": "shop.example", "x-tenant": "7\xe9"})
        buyer = Session(settings, subject, Driver(), lambda: False).browser(CROSS_SITE, lambda _: None)
        server.headers.clear()
        assert buyer.post_form(FORM).status == 200
        for sent in server.headers:
            assert sent["x-forwarded-proto"] == "https"
            assert (sent["x-forwarded-host"], sent["x-tenant"]) == ("shop.example", "7\xe9")
            assert sent["host"] == f"127.0.0.1:{server.port}"
            assert sent["sec-fetch-site"] == "cross-site"
        assert "origin" in server.headers[0] and "origin" not in server.headers[1]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_second_step_comes_from_the_origin_that_the_subject_takes_for_its_own(scheme: str) -> None:
    def answer(line: str, headers: dict[str, str], _: bytes) -> bytes:
        if line == "POST /":
            return page("<form method=post action=/go><input type=hidden name=reference value=1></form>")
        own = headers.get("origin") == f"{scheme}://{headers['host']}"
        return page("Welcome.") if own else page("Where do you come from?", "403 Forbidden")

    with Scripted(answer) as server:
        subject = UrlSubject(Settings(subject=server.url), {})
        session = Session(Settings(subject=server.url), subject, Driver(FormStep("/go")), lambda: False)
        for _ in range(2):
            assert session.register(session.browser(CROSS_SITE, lambda _: None), FORM).page.text == "Welcome."
        tries = [line for _, line in server.asked].count("POST /go")
        assert tries == (2 if scheme == "https" else 3)  # asked once which it is


def test_a_get_names_no_origin() -> None:
    with Scripted(lambda *_: page("Welcome.")) as server:
        buyer = browser(server.url)
        buyer.send_from(buyer.get(), "GET", "/next")
        assert "origin" not in server.headers[-1]
        assert server.headers[-1]["referer"] == server.url.replace("http:", "https:")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_subject_behind_tls_may_lead_to_https_which_its_front_would_serve(host: str) -> None:
    moved: list[str] = []
    with Scripted(lambda line, *_: leads_to(moved[0]) if line == "POST /" else page("Welcome.")) as server:
        moved.append(f"https://{host}:{server.port}/")
        told = browser(server.url).post_form(FORM)
        assert (told.page.text, told.last.url, told.last.forces_https) == ("Welcome.", moved[0], False)


def test_a_form_that_is_answered_with_its_own_page_at_https_is_no_redirect_to_https() -> None:
    moved: list[str] = []
    with Scripted(lambda line, *_: leads_to(moved[0]) if line == "POST /signup" else page("Welcome.")) as server:
        moved.append(f"https://127.0.0.1:{server.port}/signup")
        told = browser(server.url).send("POST", f"{moved[0]}?from=mail", b"email=a")
        assert (told.page.text, hindrance(told.hops)) == ("Welcome.", "")


@pytest.mark.parametrize("onward", ["https://127.0.0.1:{port}/", "https://127.0.0.1/", "https://localhost:8443/"])
def test_a_subject_that_redirects_to_https_whatever_the_front_says_is_told_as_such(onward: str) -> None:
    moved: list[str] = []
    with Scripted(lambda *_: leads_to(moved[0])) as server:
        moved.append(onward.format(port=server.port))
        told = browser(server.url).post_form(FORM)
        assert told.last.forces_https
        assert len(told.hops) <= 2
        assert "the subject trust that header" in hindrance(told.hops)


@pytest.mark.parametrize("body", ["x" * 100_000, "<input name=a>" * 20_000], ids=["bytes", "fields"])
def test_an_answer_that_is_too_long_is_looked_at_in_part_and_says_so(body: str) -> None:
    with Scripted(lambda *_: page(body)) as server:
        told = Browser(connect, server.url, patience=5.0, most=99_999).get()
        assert told.last.cut
        assert len(told.last.body) == 50_000
        assert "; the kit looks only at its first 50,000 bytes" in told.last.says


def test_an_answer_of_many_bytes_or_fields_is_read_to_its_end() -> None:
    body = "x" * 100_000 + "<input name=a>" * 9_000
    with Scripted(lambda *_: page(body)) as server:
        assert browser(server.url).get().last.text == body


def test_an_answer_that_never_ends_is_no_answer() -> None:
    with Scripted(lambda *_: page("x" * 1000), drip=0.05) as server:
        assert Browser(connect, server.url, patience=0.3).get().failure == "no answer came in time"


def test_a_step_that_is_refused_shows_the_origin_and_whatever_else_may_be_why() -> None:
    with Scripted(lambda *_: page("", "403 Forbidden")) as server:
        asks = browser(server.url).post_form(FORM).last.asks
        assert asks.endswith(
            "x-amzn-marketplace-token=abcd and Content-Type: application/x-www-form-urlencoded; "
            "Origin: https://aws.amazon.com; Referer: https://aws.amazon.com/; Sec-Fetch-Site: cross-site"
        )


def test_a_step_shows_each_header_that_an_ordinary_visit_has_not() -> None:
    with Scripted(lambda *_: page("", "200 OK", "Set-Cookie: a=1", "Set-Cookie: b=1; SameSite=None")) as server:
        buyer = browser(server.url)
        told = buyer.post_form(FORM).last
        assert told.asks == f"POST {server.url} with x-amzn-marketplace-token=abcd"
        assert told.says.endswith("; the browser does not keep the cookie b (SameSite=None needs Secure)")
        buyer.form_headers = {**CROSS_SITE, "Origin": "null", "Referer": ""}
        assert buyer.post_form(FORM).last.asks.endswith("=abcd and Cookie: a=1; Origin: null; Referer: ")
        buyer.form_headers = {"Sec-Fetch-Site": "cross-site"}
        assert buyer.post_form(FORM).last.asks.endswith(" and Cookie: a=1; no Origin; no Referer")
        sent = buyer.send("POST", "", b"", {"Content-Type": "text/plain", **CROSS_SITE}).last.asks
        assert sent == f"POST {server.url} with Cookie: a=1; Content-Type: text/plain"
        assert (
            buyer.get("", {"Accept": "text/plain"}).last.asks
            == f"GET {server.url} with Cookie: a=1; Accept: text/plain"
        )
