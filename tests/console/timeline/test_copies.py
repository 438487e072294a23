"""An exchange copied as curl, as boto3 or as pytest does the same again: each copy is run."""

from __future__ import annotations

import contextlib
import io
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi
from tests.conftest import Wire, need
from tests.console.browser import BROWSER
from tests.console.timeline.telling import resolve
from tests.wire.cbor_client import preferring_cbor

HOSTILE = 'o\'Hara "quoted" \\ $(false) `id` \'\'\' """ </pre><script>alert(1)</script>'
Ask = Callable[[Marketplace], None]


@pytest.fixture
def marketplace(served: Marketplace) -> Marketplace:
    """An emulator on a port, with the default world."""
    return served


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser without a window."""
    return Client(Wsgi(marketplace.site))


def copied(browser: Client, number: int, kind: str, status: int = 200) -> str:
    """Return a copy of an exchange."""
    answer = browser.get(f"/console/exchanges/{number}/copy/{kind}", headers=BROWSER)
    assert answer.status_code == status, answer.text
    return answer.text


def _client(marketplace: Marketplace, service: str = "meteringmarketplace", **settings: Any) -> Any:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=1)
    return marketplace.client(service, config=config, **settings)


def _usage(marketplace: Marketplace, **other: Any) -> None:
    record = {
        "Timestamp": marketplace.clock.now() - timedelta(seconds=70),
        "CustomerAWSAccountId": "210987654321",
        "Dimension": "queries",
        "Quantity": 7,
        **other,
    }
    _client(marketplace).batch_meter_usage(ProductCode="qmjcqgw9kbqt2gsurxlphu6kg", UsageRecords=[record])


def _ended(marketplace: Marketplace) -> None:
    agreement = marketplace.agreements()[0]["agreement_id"]
    token = marketplace.mint_token(agreement)
    marketplace.clock.advance("3h")
    marketplace.cancel_agreement(agreement)
    marketplace.clock.advance("2h")
    resolve(marketplace, token, "ExpiredTokenException")


def _read_otherwise(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    marketplace.set_readings(token_lifetime="1h")
    marketplace.clock.advance("90m")
    resolve(marketplace, token, "ExpiredTokenException")


def _cbor(marketplace: Marketplace) -> None:
    with preferring_cbor():
        client = _client(marketplace, "marketplace-entitlement")
    client.get_entitlements(
        ProductCode="qmjcqgw9kbqt2gsurxlphu6kg", Filter={"CUSTOMER_AWS_ACCOUNT_ID": ["210987654321"]}
    )


def _with(**fault: Any) -> Ask:
    def ask(marketplace: Marketplace) -> None:
        marketplace.add_fault(operation="ResolveCustomer", **fault)
        with contextlib.suppress(ClientError, BotoCoreError):
            _client(marketplace).resolve_customer(RegistrationToken=marketplace.mint_token())

    return ask


def _of_other_seller(marketplace: Marketplace) -> None:
    other = next(each for each in marketplace.products() if each["seller_account"] != "111122223333")["product_code"]
    agreement = next(each for each in marketplace.agreements() if each["product_code"] == other)["agreement_id"]
    with pytest.raises(ClientError):
        _client(marketplace).resolve_customer(RegistrationToken=marketplace.mint_token(agreement))


ASKED: dict[str, Ask] = {
    "a fresh token": lambda marketplace: resolve(marketplace, marketplace.mint_token()),
    "an expired token of a cancelled agreement": _ended,
    "a word": lambda marketplace: resolve(marketplace, "expired", "ExpiredTokenException"),
    "a hostile token": lambda marketplace: resolve(marketplace, HOSTILE, "InvalidTokenException"),
    "a token of another seller's product": _of_other_seller,
    "another reading": _read_otherwise,
    "usage": _usage,
    "usage of a dimension that is not there": lambda marketplace: _refused(marketplace, Dimension="nothing"),
    "entitlements by CBOR": _cbor,
    "an agreement": lambda marketplace: (
        _client(marketplace, "marketplace-agreement").describe_agreement(
            agreementId=marketplace.agreements()[0]["agreement_id"]
        )
        and None
    ),
    "a throttled call": _with(error="ThrottlingException", times=1),
    "a failure with a hostile message": _with(error="InternalServiceErrorException", message=HOSTILE),
    "a dropped connection": _with(drop="after"),
    "half an answer": _with(truncate=10),
    "a malformed answer": _with(malformed="html"),
}


def _refused(marketplace: Marketplace, **other: Any) -> None:
    with pytest.raises(ClientError):
        _usage(marketplace, **other)


@pytest.fixture(params=ASKED)
def last(request: pytest.FixtureRequest, marketplace: Marketplace) -> dict[str, Any]:
    """An exchange of each sort."""
    ASKED[request.param](marketplace)
    return dict(marketplace.exchanges()[-1])


def test_a_test_repeats_it_in_a_world_of_its_own(browser: Client, last: dict[str, Any], tmp_path: Path) -> None:
    written = copied(browser, last["id"], "pytest")
    found: dict[str, Any] = {}
    exec(compile(written, "test_copied.py", "exec"), found)
    (test,) = (each for name, each in found.items() if name.startswith("test_"))
    test(tmp_path)
    assert last["outcome"] in (test.__doc__ or "")
    if last["outcome"] != "ok" and "raises(ClientError)" in written:
        changed = written.replace(f"== {last['outcome']!r}", "== 'AnotherException'")
        assert changed != written
        exec(compile(changed, "test_copied.py", "exec"), found)
        with pytest.raises(AssertionError):
            found[test.__name__](tmp_path)


def test_a_script_repeats_it(marketplace: Marketplace, browser: Client, last: dict[str, Any]) -> None:
    written = copied(browser, last["id"], "boto3")
    marketplace.clear_faults()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(ClientError, BotoCoreError):
        exec(compile(written, "script.py", "exec"), {})
    again = marketplace.exchanges()[-1]
    assert again["id"] > last["id"]
    assert (again["operation"], again["parameters"]) == (last["operation"], last["parameters"])
    assert (again["outcome"] == "ok") == bool(printed.getvalue())


def test_curl_repeats_it_byte_for_byte(marketplace: Marketplace, browser: Client, last: dict[str, Any]) -> None:
    need("curl", "apt-get install curl")
    written = copied(browser, last["id"], "curl")
    marketplace.clear_faults()
    subprocess.run(["sh", "-ec", written], check=True, capture_output=True, timeout=30)
    again = marketplace.exchanges()[-1]
    assert again["id"] == last["id"] + 1
    for member in ("method", "path", "request_body", "operation", "account", "region"):
        assert again[member] == last[member]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/", b"@/etc/hostname"),
        ("POST", "/", b"\x00\xff binary"),
        ("POST", "/", b"{}\n\n  line\n"),
        ("GET", "/a[b]{c}/../%20?x='y'&z=\"", b""),
        ("POST", "/", b""),
        ("PUT", "/", b"{}"),
    ],
)
def test_curl_repeats_what_no_sdk_sends(
    marketplace: Marketplace, browser: Client, method: str, path: str, body: bytes
) -> None:
    need("curl", "apt-get install curl")
    Wire(marketplace.url).raw(
        f"{method} {path} HTTP/1.1\r\nhost: {marketplace.url[7:]}\r\nx-amz-target: Nothing.Known\r\nx-empty:\r\n"
        f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
        + body
    )
    sent = marketplace.exchanges()[-1]
    for kind in ("boto3", "pytest"):
        assert copied(browser, sent["id"], kind).startswith("# An SDK cannot send this request")
    subprocess.run(["sh", "-ec", copied(browser, sent["id"], "curl")], check=True, capture_output=True, timeout=30)
    again = marketplace.exchanges()[-1]
    assert again["id"] == sent["id"] + 1
    assert (again["method"], again["path"], again["request_body"]) == (method, sent["path"], sent["request_body"])
    assert again["request_headers"].get("x-empty") == ""


def test_what_an_sdk_refuses_to_send_is_not_copied_as_its_call(marketplace: Marketplace, browser: Client) -> None:
    Wire(marketplace.url).send(b'{"RegistrationToken": ["\\n", "\\r touch x"]}')
    number = marketplace.exchanges()[-1]["id"]
    for kind in ("boto3", "pytest"):
        said = copied(browser, number, kind)
        assert len(said.splitlines()) == 1
        assert "Invalid type for parameter RegistrationToken" in said
    assert "can be copied as curl" in copied(browser, number, "java", 404)


def test_pytest_collects_a_copied_test(marketplace: Marketplace, browser: Client, pytester: pytest.Pytester) -> None:
    resolve(marketplace, marketplace.mint_token())
    pytester.makepyfile(copied(browser, marketplace.exchanges()[-1]["id"], "pytest"))
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:schemathesis").assert_outcomes(passed=1)
