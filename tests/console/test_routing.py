"""Pages are for browsers: AWS's endpoint, SNS's links and the control API keep their paths, and errors are pages too."""

from __future__ import annotations

import pytest
from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.console import page_routes
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A client without cookies of the emulator's pages."""
    return Client(Wsgi(marketplace.site))


def test_a_browser_gets_the_home_page(browser: Client) -> None:
    answer = browser.get("/", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")


@pytest.mark.parametrize("accept", [None, "*/*", "application/json"])
def test_a_program_that_gets_the_root_is_answered_as_by_aws(browser: Client, accept: str | None) -> None:
    headers = {"Host": "127.0.0.1:4100"} | ({"Accept": accept} if accept else {})
    assert "UnknownOperationException" in browser.get("/", headers=headers).text


def test_an_operation_goes_to_aws_whatever_it_accepts(browser: Client) -> None:
    for path in ("/", "/console/timeline"):
        headers = BROWSER | {"X-Amz-Target": "AWSMPMeteringService.ResolveCustomer"}
        assert "x-amzn-RequestId" in browser.post(path, headers=headers, data=b"{}").headers


def test_a_link_of_sns_stays_a_link_of_sns(browser: Client) -> None:
    answer = browser.get("/?Action=ConfirmSubscription&TopicArn=a&Token=b", headers=BROWSER)
    assert "xml" in answer.mimetype


def test_a_page_that_is_not_there_is_told_as_a_page(browser: Client) -> None:
    answer = browser.get("/console/<b>", headers=BROWSER)
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "<b>" not in answer.text


def test_a_script_is_told_a_problem_as_json(browser: Client) -> None:
    answer = browser.get("/console/nothing", headers=BROWSER | {"Accept": "text/html, application/problem+json"})
    assert (answer.mimetype, answer.json["status"]) == ("application/problem+json", 404)


def test_a_method_that_a_page_does_not_take_is_refused(browser: Client) -> None:
    answer = browser.put("/console/static/base.css", headers=BROWSER)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_files_are_kept_by_browsers_and_nothing_else_is(browser: Client) -> None:
    for kept in ("base.css?v=1", "idiomorph-0.8.0.esm.js"):
        assert "immutable" in browser.get(f"/console/static/{kept}", headers=BROWSER).headers["Cache-Control"]
    assert browser.get("/console/static/base.css", headers=BROWSER).headers["Cache-Control"] == "no-store"
    assert browser.get("/", headers=BROWSER).headers["Cache-Control"] == "no-store"
    assert browser.get("/console/static/..%2fpage.py", headers=BROWSER).status_code == 404


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_a_stranger_gets_no_page(browser: Client, headers: dict[str, str]) -> None:
    assert browser.get("/", headers=BROWSER | headers).status_code == 403


def test_every_answer_of_the_console_has_the_policy(browser: Client) -> None:
    def answers() -> list[TestResponse]:
        return [browser.get(path, headers=BROWSER) for path in ("/", "/console/nothing", "/console/static/base.css")]

    for answer in answers():
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_every_page_is_found_once() -> None:
    paths = [(each.method, each.path) for each in page_routes()]
    assert len(paths) == len(set(paths)) > 1
