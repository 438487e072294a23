"""Beyond loopback the console asks once for the bearer token; the cookie that it gives opens the console and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.console import page_routes
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER

HEADERS = BROWSER | {"Host": "emulator.lan:4100"}
FORM = HEADERS | {"Origin": "http://emulator.lan:4100", "Sec-Fetch-Site": "same-origin"}
TOKEN = "the-bearer-token-of-this-run"


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Iterator[Marketplace]:
    """An emulator that is bound beyond loopback."""
    monkeypatch.setenv("MARKETPLACE_EMULATOR_TOKEN", TOKEN)
    with Marketplace(host="0.0.0.0") as marketplace:
        yield marketplace


@pytest.fixture
def browser(emulator: Marketplace) -> Client:
    """A browser that has no cookie yet."""
    return Client(Wsgi(emulator.site))


def log_in(browser: Client, token: str = TOKEN, following: str = "/") -> TestResponse:
    """Give a token in the form."""
    return browser.post("/console/login", data={"token": token, "next": following}, headers=FORM)


def shown_cookie(answer: TestResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0].partition("=")[2]


def test_a_page_asks_for_the_token_once_and_then_is_shown(browser: Client) -> None:
    asked = browser.get("/console/switchboard?a=1", headers=HEADERS)
    assert (asked.status_code, asked.headers["Location"]) == (
        303,
        "/console/login?next=%2Fconsole%2Fswitchboard%3Fa%3D1",
    )
    page = browser.get(asked.headers["Location"], headers=HEADERS)
    assert 'name="token"' in page.text
    assert 'value="/console/switchboard?a=1"' in page.text
    let_in = log_in(browser, following="/console/switchboard?a=1")
    assert (let_in.status_code, let_in.headers["Location"]) == (303, "/console/switchboard?a=1")
    for _ in range(2):
        assert browser.get("/console/switchboard", headers=HEADERS).status_code == 200


def test_the_cookie_is_strict_and_is_not_the_token(browser: Client) -> None:
    let_in = log_in(browser, f"  {TOKEN}\n")
    attributes = {each.strip() for each in let_in.headers["Set-Cookie"].split(";")[1:]}
    assert attributes == {"HttpOnly", "SameSite=Strict", "Path=/"}
    assert let_in.headers["Set-Cookie"].startswith("marketplace_emulator=")
    assert TOKEN not in str(let_in.headers)
    assert let_in.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("wrong", ["", "x", TOKEN[:-1], TOKEN + "x", TOKEN.upper(), "ü", "\0", "a" * 100_000])
def test_a_wrong_token_is_told_and_gives_no_cookie(browser: Client, wrong: str) -> None:
    answer = log_in(browser, wrong, "/console/timeline")
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert 'role="alert"' in answer.text
    assert 'value="/console/timeline"' in answer.text
    assert wrong[:50] not in answer.text or not wrong.strip("\0x")


@pytest.mark.parametrize(
    "following",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/_emulator/reset",
        "/console",
        "/console/\r\nSet-Cookie: a=b",
        "/console/x y",
        "/console/\\..\\..\\evil",
        "",
        " /console/timeline",
    ],
)
def test_the_login_leads_only_to_own_pages(browser: Client, following: str) -> None:
    assert log_in(browser, following=following).headers["Location"] == "/"
    again = browser.get(f"/console/login?next={quote(following)}", headers=HEADERS)
    assert (again.status_code, again.headers["Location"]) == (303, "/")


def test_a_cookie_of_another_token_is_refused(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = shown_cookie(log_in(browser))
    monkeypatch.delenv("MARKETPLACE_EMULATOR_TOKEN")
    with Marketplace(host="0.0.0.0") as other, Marketplace(host="0.0.0.0") as another:
        tokens = {other.bearer_token, another.bearer_token, TOKEN}
        assert len(tokens) == 3
        for each in (cookie, other.bearer_token, "", "gone", "0" * 64):
            headers = HEADERS | {"Cookie": f"marketplace_emulator={each}"}
            answer = Client(Wsgi(other.site), use_cookies=False).get("/console/switchboard", headers=headers)
            assert answer.status_code == 303


def test_the_cookie_opens_the_console_alone(browser: Client, emulator: Marketplace) -> None:
    log_in(browser)
    assert browser.get("/_emulator/tokens", headers=HEADERS).status_code == 401
    assert browser.post("/_emulator/reset", headers=FORM).status_code == 401
    operation = {"X-Amz-Target": "AWSMPMeteringService.ResolveCustomer", "Content-Type": "application/x-amz-json-1.1"}
    aws = browser.post("/", headers=HEADERS | operation, data=b"{}")
    assert "MissingAuthenticationTokenException" in aws.text
    assert browser.get("/console/switchboard", headers=HEADERS).status_code == 200
    assert emulator.agreements()


def test_the_token_itself_opens_the_console_for_a_program(emulator: Marketplace) -> None:
    program = Client(Wsgi(emulator.site), use_cookies=False)
    for token, status in ((TOKEN, 200), ("wrong", 303)):
        answer = program.get("/console/switchboard", headers=HEADERS | {"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


def test_logging_out_asks_for_the_token_again(browser: Client) -> None:
    log_in(browser)
    assert "Log out" in browser.get("/", headers=HEADERS).text
    assert browser.get("/console/logout", headers=HEADERS).status_code in (404, 405)
    assert browser.get("/", headers=HEADERS).status_code == 200
    out = browser.post("/console/logout", headers=FORM)
    assert (out.status_code, out.headers["Location"]) == (303, "/console/login")
    assert browser.get("/", headers=HEADERS).status_code == 303


def test_nobody_is_shown_anything_of_the_world_without_a_login(browser: Client, emulator: Marketplace) -> None:
    agreement = emulator.agreements()[0]
    for each in page_routes():
        path = re.sub(r"<agreement_id>", agreement["agreement_id"], each.path)
        path = re.sub(r"<(?:\w+:)?\w+>", "1", path)
        answer = browser.open(path, method=each.method, headers=FORM)
        if path.startswith("/console/static/"):
            assert answer.status_code in (200, 404)
        elif each.method == "POST":
            assert answer.status_code == 401, path
            assert agreement["customer_aws_account_id"] not in answer.text
        else:
            assert (answer.status_code, answer.headers["Location"][:15]) == (303, "/console/login?"), path


def test_a_script_is_told_to_log_in_and_is_not_led_away(browser: Client) -> None:
    for headers in ({"Sec-Fetch-Dest": "empty"}, {"Sec-Fetch-Dest": "empty", "Accept": "text/event-stream"}):
        answer = browser.get("/console/live", headers=FORM | headers)
        assert answer.status_code == 401
        assert "/console/login" in answer.text


def test_a_person_who_comes_by_another_sites_link_goes_on_by_a_page_of_ours(browser: Client) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    answer = browser.get("/console/timeline?outcome=ok&x=<b>", headers=HEADERS | link)
    assert answer.status_code == 200
    assert (
        'http-equiv="refresh" content="0; url=/console/login?next=%2Fconsole%2Ftimeline%3Foutcome%3Dok' in answer.text
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_login_takes_no_other_method(browser: Client, method: str) -> None:
    answer = browser.open("/console/login", method=method, headers=FORM)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, POST")


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_can_neither_log_in_nor_out(browser: Client, headers: dict[str, str]) -> None:
    for path in ("/console/login", "/console/logout"):
        answer = browser.post(path, data={"token": TOKEN}, headers=FORM | headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers


def test_on_loopback_there_is_no_login(marketplace: Marketplace) -> None:
    browser = Client(Wsgi(marketplace.site))
    home = browser.get("/", headers=HEADERS | {"Host": "127.0.0.1:4100"})
    assert home.status_code == 200
    assert "Log out" not in home.text
