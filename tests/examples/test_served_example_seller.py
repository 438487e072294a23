"""`serve --with-example-seller`: a purchase from the first click to the bill, and a seller that ends with the emulator."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from marketplace_emulator import Remote
from marketplace_emulator.serving.server import bind
from tests.eventually import eventually
from tests.serving import Served, serving

SERVE = (sys.executable, "-m", "marketplace_emulator", "serve")


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving("--with-example-seller") as served:
        yield served


@pytest.fixture
def remote(served: Served) -> Iterator[Remote]:
    with served.connect() as remote:
        yield remote
        remote.reset()


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=60, headers={"Origin": "http://127.0.0.1:4100"}) as browser:
        yield browser


def buy(remote: Remote, name: str = "tidewater-analytics") -> dict[str, Any]:
    [code] = [each["product_code"] for each in remote.products() if each["name"] == name]
    return dict(remote.accept_agreement(product_code=code, customer_aws_account_id="543210987654"))


def sign_up(remote: Remote, served: Served, browser: httpx.Client, agreement: str, name: str = "Ada") -> httpx.Response:
    form = browser.post(served.seller, data=remote.registration_form(agreement))
    assert form.status_code == 200
    return browser.post(form.url, data={"name": name, "email": "ada@example.com"})


@pytest.mark.parametrize("product", ["tidewater-analytics", "harbor-backup"])
def test_a_customer_registers_uses_pays_and_leaves(
    served: Served, remote: Remote, browser: httpx.Client, product: str
) -> None:
    agreement = buy(remote, product)["agreement_id"]
    account = sign_up(remote, served, browser, agreement)
    assert "You are all set, Ada" in account.text
    for do in ("use", "use", "report", "use"):
        account = browser.post(account.url, data={"do": do})
    assert "taken by AWS" in account.text
    remote.cancel_agreement(agreement)
    remote.clock.advance("0s")
    assert "your access ends within an hour" in browser.get(account.url).text
    remote.clock.advance("30m")
    browser.post(account.url, data={"do": "use"})
    remote.clock.advance("30m")
    left = browser.get(account.url).text
    assert "Your access has ended" in left
    assert "<button" not in left
    [line] = remote.ledger(agreement_id=agreement)["items"]
    assert (line["quantity"], line["times"]) == ("2", 1)
    assert {each["state"] for event in remote.events(agreement_id=agreement) for each in event["deliveries"]} == {
        "delivered"
    }


def test_the_last_usage_is_reported_when_the_agreement_ends(
    served: Served, remote: Remote, browser: httpx.Client
) -> None:
    agreement = buy(remote)["agreement_id"]
    account = sign_up(remote, served, browser, agreement)
    browser.post(account.url, data={"do": "use"})
    remote.cancel_agreement(agreement)
    remote.clock.advance("0s")
    assert [line["quantity"] for line in remote.ledger(agreement_id=agreement)["items"]] == ["1"]


def test_buyers_of_products_without_a_page_of_their_own_are_sent_to_it(served: Served, remote: Remote) -> None:
    assert served.seller.startswith("http://localhost:")
    assert served.url.startswith("http://127.0.0.1:")
    assert {each["fulfillment_url"] for each in remote.products()} == {None}
    path = f"/console/set-up/{buy(remote)['agreement_id']}"
    page = httpx.get(f"{served.url}{path}", headers={"Accept": "text/html"})
    assert served.seller in page.text


def test_a_reset_makes_it_begin_anew(served: Served, remote: Remote, browser: httpx.Client) -> None:
    account = sign_up(remote, served, browser, buy(remote)["agreement_id"])
    remote.reset()
    eventually(lambda: browser.get(account.url).status_code == 404, "the account is gone")
    assert browser.get(f"{served.seller}accounts").json() == []
    agreement = buy(remote)["agreement_id"]
    again = sign_up(remote, served, browser, agreement)
    remote.cancel_agreement(agreement)
    remote.clock.advance("0s")
    assert "your access ends within an hour" in browser.get(again.url).text


def test_it_sells_a_product_that_is_new(served: Served, remote: Remote, browser: httpx.Client) -> None:
    made = remote.create_product("pier-booking", dimensions=[{"key": "bookings"}])
    agreement = remote.accept_agreement(product_code=made["product_code"], customer_aws_account_id="543210987654")
    eventually(lambda: registers(remote, served, browser, agreement["agreement_id"]), "it sells the product")
    assert "bookings" in sign_up(remote, served, browser, agreement["agreement_id"]).text


def test_it_does_not_sell_a_product_whose_buyers_are_sent_elsewhere(
    served: Served, remote: Remote, browser: httpx.Client
) -> None:
    code = remote.create_product("quay-mail", fulfillment_url="https://quay.example/")["product_code"]
    agreement = remote.accept_agreement(product_code=code, customer_aws_account_id="543210987654")["agreement_id"]
    refused = browser.post(served.seller, data=remote.registration_form(agreement))
    assert (refused.status_code, "another product" in refused.text) == (400, True)
    for url in (None, served.seller.replace("localhost", "127.0.0.1")):
        remote.set_fulfillment_url(code, url)
        eventually(lambda: registers(remote, served, browser, agreement), "it sells the product")
    remote.set_fulfillment_url(code, "https://quay.example/")
    eventually(lambda: not registers(remote, served, browser, agreement), "it does not sell it any more")


def registers(remote: Remote, served: Served, browser: httpx.Client, agreement: str) -> bool:
    return browser.post(served.seller, data=remote.registration_form(agreement)).status_code == 200


def test_what_a_buyer_says_does_not_become_markup(served: Served, remote: Remote, browser: httpx.Client) -> None:
    said = '"><script>alert(1)</script>'
    account = sign_up(remote, served, browser, buy(remote)["agreement_id"], said)
    assert "<script" not in account.text
    assert "&lt;script&gt;" in account.text
    assert "default-src 'none'" in account.headers["content-security-policy"]


def test_whoever_does_not_know_the_secret_cannot_send_messages(served: Served, browser: httpx.Client) -> None:
    assert browser.post(f"{served.seller}messages/guess", content="{}").status_code == 404


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_emulator(ending: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with serving("--with-example-seller") as served:
        assert httpx.get(served.seller, timeout=60).status_code == 200
        assert [*tmp_path.glob("example-seller-*")] != []
        served.process.send_signal(ending)
        served.process.wait(30)
        eventually(lambda: not answers(served.seller), "the seller has ended")
        eventually(lambda: [*tmp_path.glob("example-seller-*")] == [], "its database is gone")
        assert served.process.stderr is not None
        assert served.process.stderr.read() == ""


def answers(url: str) -> bool:
    try:
        httpx.get(url)
    except httpx.TransportError:
        return False
    return True


def test_an_emulator_without_it_says_so_when_its_port_is_taken() -> None:
    with bind("127.0.0.1", 0) as taken:
        taken.listen()
        port = str(taken.getsockname()[1])
        words = ("--port", "0", "--with-example-seller", "--example-seller-port", port)
        done = subprocess.run([*SERVE, *words], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert f"cannot serve on 127.0.0.1:{port}" in done.stderr
    assert "give another --example-seller-port (0 takes a free one)" in done.stderr


def test_a_second_one_on_the_same_store_is_refused(tmp_path: Path) -> None:
    options = ("--with-example-seller", "--store", str(tmp_path / "world.db"))
    with serving(*options) as first, first.connect() as remote:
        subscribed = remote.subscriptions()
        second = subprocess.run(
            [*SERVE, "--port", "0", *options], capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode != 0
        assert "has an example seller already" in second.stderr
        assert "leave --with-example-seller out, or give another --store" in second.stderr
        assert remote.subscriptions() == subscribed
    with serving(*options) as again, again.connect() as remote:
        [after] = remote.subscriptions()
        assert after["target"] != subscribed[0]["target"]


def test_a_port_without_the_seller_is_refused() -> None:
    done = subprocess.run(
        [*SERVE, "--example-seller-port", "0"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--example-seller-port is for --with-example-seller" in done.stderr


def test_a_seller_that_ends_by_itself_is_told(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*SERVE, "--port", "0", "--json", "--with-example-seller"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SUPPORT_EMAIL": "ada@example.com"},
    )
    with process:
        assert process.stdout is not None and process.stderr is not None
        url = json.loads(process.stdout.readline())["example_seller"]
        assert "ada@example.com" in httpx.get(url, timeout=60).text
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if children.exists():
            os.kill(int(children.read_text().split()[0]), signal.SIGKILL)
            assert f"the example seller at {url} has ended with status -9" in process.stderr.readline()
        process.terminate()


def test_the_page_is_opened_in_the_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = tmp_path / "opened"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}\n')
    program.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(program))
    with serving("--open") as served:
        eventually(lambda: opened.exists() and opened.read_text() != "", "the browser is there")
        assert opened.read_text() == served.url


def test_without_a_browser_the_page_is_named() -> None:
    bare = {name: value for name, value in os.environ.items() if name not in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY")}
    with subprocess.Popen(
        [*SERVE, "--port", "0", "--json", "--open"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=bare
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        url = json.loads(process.stdout.readline())["url"]
        assert f"open {url} in one" in process.stderr.readline()
        process.terminate()


PLAIN = """
import sys
from marketplace_emulator.__main__ import main
from marketplace_emulator.serving import server
server.Server.run = lambda self, ready: (ready(), print(*sys.modules, sep="\\n", file=sys.stderr))
sys.argv = ["marketplace-emulator", "serve", "--port", "0"]
main()
"""


def test_serve_without_it_imports_nothing_of_it() -> None:
    done = subprocess.run([sys.executable, "-c", PLAIN], capture_output=True, text=True, timeout=60, check=True)
    imported = done.stderr.split()
    assert "marketplace_emulator.serving.serve" in imported
    others = {"marketplace_emulator.serving.example_seller", "marketplace_emulator.serving.browser", "webbrowser"}
    others |= {"marketplace_emulator.console", "marketplace_emulator.control", "jinja2"}  # the first page imports these
    assert others & {*imported} == set()
