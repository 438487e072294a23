"""The kit reaches every kind of subject, and reads its answers."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from marketplace_contracts.browser import Browser
from marketplace_contracts.driving.lambda_answers import read_returned
from marketplace_contracts.driving.lambda_events import event_of
from marketplace_contracts.driving.patient import Patient
from marketplace_contracts.driving.wsgi import WsgiApp
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import BEHIND_A_FRONT, Unreachable
from marketplace_contracts.subjects import kind_of
from tests.contract_tests_kit.conftest import SUBJECTS, Command

Check = Callable[..., Run]
FORM = httpx.Request(
    "POST",
    "http://shop.example/register?a=1&a=2",
    content=b"x-amzn-marketplace-token=a%2Bb",
    headers={"Content-Type": "application/x-www-form-urlencoded", "Cookie": "a=1; b=2"},
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("http://127.0.0.1:8000/", "url"),
        ("package.module:app", "python"),
        ("package.module:Class.app", "python"),
        ("package.module:handler", "aws_lambda"),
        ("src/index.mjs:handler", "aws_lambda"),
        ("index.mjs:register", "aws_lambda"),
    ],
)
def test_a_subject_is_known_by_its_name(name: str, kind: str) -> None:
    assert kind_of(Settings(subject=name)) == kind


def test_a_subject_with_a_front_is_a_handler_whatever_its_name() -> None:
    assert kind_of(Settings(subject="package.module:register", front="alb")) == "aws_lambda"


def test_a_name_that_is_not_a_subject_is_refused() -> None:
    with pytest.raises(Usage, match="expected a URL"):
        kind_of(Settings(subject="package.module"))


def test_a_lambda_handler_is_not_taken_for_an_application(check: Check) -> None:
    with pytest.raises(
        Unreachable, match="takes an event and a context, as a Lambda handler does; give --interface lam"
    ):
        check("handler:handler", interface="wsgi")


def test_an_asgi_application_is_driven_within_its_lifespan(check: Check) -> None:
    from tests.contract_tests_kit.subjects import handler

    handler.started.clear()  # another test may have used the application before
    run = check("handler:asgi", "product", "identity-two-buyers", "buyer-get-page")
    assert (run.broken, len(run.of("holds"))) == ([], 5)
    assert handler.started == ["lifespan.startup", "lifespan.shutdown"]


def test_an_asgi_application_that_never_ends_is_abandoned_and_the_verdicts_are_reported(command: Command) -> None:
    done = command("check", f"{SUBJECTS}.handler:never_ends", "--contract", "buyer-get-page")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 hold, 0 broken, 0 not verified" in done.stdout


def test_an_asgi_application_that_never_starts_is_unreachable(check: Check) -> None:
    streams = sys.stdout, sys.stderr
    with pytest.raises(
        Unreachable, match=r"does not finish its startup in 0.2 s; it must send lifespan.startup.complete"
    ):
        check("handler:never_starts", "buyer-get-page", pauses=Pauses(start=0.2))
    assert (sys.stdout, sys.stderr) == streams


def test_a_lambda_handler_in_python_is_driven_by_every_event(command: Command) -> None:
    done = command(
        *("check", f"{SUBJECTS}.handler:handler", "--contract", "reading", "--contract", "product"),
        *("--accounts", "/accounts", "--examples", "5", "--json"),
    )
    verdicts = {each["id"]: each["verdict"] for each in json.loads(done.stdout)["contracts"]}
    assert set(verdicts.values()) == {"holds"}, verdicts
    assert {"reading-lambda-base64", "reading-lambda-events"} <= set(verdicts)


def test_a_lambda_handler_in_node_is_driven_by_every_event(command: Command) -> None:
    file = Path(__file__).parent / "subjects" / "handler.mjs"
    done = command(
        *("check", f"{file}:handler", "--contract", "reading", "--contract", "product-other-refused"),
        *("--accounts", "/accounts", "--examples", "5", "--json"),
        PATH=os.environ["PATH"],
    )
    verdicts = {each["id"]: each["verdict"] for each in json.loads(done.stdout)["contracts"]}
    assert set(verdicts.values()) == {"holds"}, done.stdout


@pytest.mark.parametrize("encoded", [True, False])
def test_an_event_of_payload_1_0_is_as_aws_writes_it(encoded: bool) -> None:
    made = event_of(FORM, "v1", encoded=encoded)
    assert (made["httpMethod"], made["path"], made["isBase64Encoded"]) == ("POST", "/register", encoded)
    assert made["multiValueQueryStringParameters"] == {"a": ["1", "2"]}
    assert made["headers"]["Content-Type"] == "application/x-www-form-urlencoded"
    assert made["resource"] == made["requestContext"]["resourcePath"] == "/register"
    body = base64.b64decode(made["body"]).decode() if encoded else made["body"]
    assert body == "x-amzn-marketplace-token=a%2Bb"


@pytest.mark.parametrize("kind", ["v2", "url"])
def test_an_event_of_payload_2_0_is_as_aws_writes_it(kind: str) -> None:
    made = event_of(FORM, kind, encoded=True)
    assert (made["version"], made["rawPath"], made["rawQueryString"]) == ("2.0", "/register", "a=1&a=2")
    assert made["routeKey"] == made["requestContext"]["routeKey"] == ("POST /register" if kind == "v2" else "$default")
    assert made["queryStringParameters"] == {"a": "1,2"}
    assert made["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in made["headers"]
    assert made["headers"]["content-type"] == "application/x-www-form-urlencoded"


def test_a_request_without_a_body_is_not_called_base64() -> None:
    made = event_of(httpx.Request("GET", "http://shop.example/"), "v2", encoded=True)
    assert made["isBase64Encoded"] is False
    assert "body" not in made


@pytest.mark.parametrize(
    ("kind", "returned", "status", "body"),
    [
        ("v1", {"statusCode": 201, "body": "a"}, 201, "a"),
        ("alb", {"statusCode": 200, "headers": {"A": "b"}, "multiValueHeaders": {"A": ["c"]}, "body": "a"}, 200, "a"),
        ("v2", {"hello": 1}, 200, '{"hello": 1}'),
        ("url", {"statusCode": 200, "body": "YQ==", "isBase64Encoded": True}, 200, "a"),
    ],
)
def test_what_a_handler_returns_is_read_as_the_gateway_does(
    kind: str, returned: object, status: int, body: str
) -> None:
    said = read_returned(kind, returned)
    assert (said.status_code, said.text) == (status, body)


def test_cookies_of_both_payloads_come_through() -> None:
    two = read_returned("v2", {"statusCode": 200, "cookies": ["a=1", "b=2"]})
    one = read_returned("v1", {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}})
    assert two.headers.get_list("set-cookie") == one.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_driver_of_the_sellers_own_decides_what_is_accepted_stored_and_logged(
    command: Command, tmp_path: Path
) -> None:
    (tmp_path / "driver.py").write_text(
        "from tests.contract_tests_kit.subjects.tiny import app\n"
        "class Driver:\n"
        "    def register(self, buyer, form):\n"
        "        assert buyer.get().status == 200\n"
        "        return buyer.post_form(form)\n"
        "    def accepted(self, answer): return 'Welcome aboard' in answer.page.text\n"
        "    def accounts(self): return list(app.accounts)\n"
        "    def logs(self): return 'nothing'\n"
    )
    done = command(
        *("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py", "--json", "--examples", "5"),
        *("--contract", "identity", "--contract", "product", "--contract", "leaks"),
    )
    verdicts = {each["id"]: each["verdict"] for each in json.loads(done.stdout)["contracts"]}
    assert {each for each in verdicts if verdicts[each] != "holds"} == {"identity-two-signups"}, done.stdout


@pytest.mark.parametrize("trusted", [0, 1], ids=["no front", "behind a front"])
def test_an_application_in_process_is_at_https_whether_or_not_it_trusts_its_front(trusted: int) -> None:
    """The path and a cookie are in Latin-1, as PEP 3333 demands."""

    @Request.application
    def shop(request: Request) -> Response:
        said = f"{request.url} {request.headers['X-Forwarded-Proto']} {request.cookies.get('name')}"
        answer = Response(said, 303 if request.method == "POST" else 200, mimetype="text/plain")
        if request.method == "POST":
            answer.headers["Location"] = f"{request.host_url}caf%C3%A9"
            answer.headers["Set-Cookie"] = "name=Zo\xeb; Secure; Path=/"
        return answer

    app = ProxyFix(shop, x_for=trusted, x_proto=trusted, x_port=trusted)
    buyer = Browser(
        lambda: Patient(WsgiApp(app, sys.stderr).answer), "https://localhost/", patience=5.0, forwarded=BEHIND_A_FRONT
    )
    told = buyer.post_form({})
    assert told.hops[0].text == "https://localhost/ https None"
    assert told.last.text.startswith("https://localhost/caf\xe9 https Zo")
