"""Subjects that already run at a URL."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from marketplace_contracts.browser import Browser
from marketplace_contracts.driving.reach import explained, tls_for
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.run import check as run_check
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import Unreachable
from marketplace_contracts.subjects.command import words_of
from marketplace_contracts.subjects.url import UrlSubject
from marketplace_emulator import Marketplace
from tests.conftest import need
from tests.contract_tests_kit.conftest import SHORT
from tests.contract_tests_kit.subjects.scripted import Scripted, page
from tests.contract_tests_kit.subjects.tiny import Tiny

SELF_SIGNED = "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=shop.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate that no authority signed, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    program = need("openssl", "a Debian package")
    subprocess.run([program, *SELF_SIGNED.split()], cwd=folder, check=True, capture_output=True)
    return folder


def test_a_self_signed_subject_on_this_machine_is_reached(certificate: Path) -> None:
    with Scripted(lambda *_: page("Welcome."), certificate=certificate) as server:
        url = f"https://localhost:{server.port}/"
        subject = UrlSubject(Settings(subject=url, pauses=Pauses(reach=0.1)), {})
        assert Browser(subject.connections, url, patience=5.0).get().page.text == "Welcome."
        with pytest.raises(
            Unreachable, match=rf"it does not speak http .*; if it speaks https, give https://127.0.0.1:{server.port}/"
        ):
            UrlSubject(Settings(subject=f"http://127.0.0.1:{server.port}/", pauses=Pauses(reach=0.1)), {})


def test_a_subject_that_speaks_http_is_told_as_such_where_https_was_given() -> None:
    with (
        Scripted(lambda *_: page("Welcome.")) as server,
        pytest.raises(
            Unreachable, match=rf"it does not speak TLS .*; if it speaks http, give http://localhost:{server.port}/"
        ),
    ):
        UrlSubject(Settings(subject=f"https://localhost:{server.port}/", pauses=Pauses(reach=0.1)), {})


def test_elsewhere_a_certificate_is_verified_with_the_files_that_the_environment_names(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Scripted(lambda *_: page("Welcome."), certificate=certificate) as server:

        def tried() -> None:
            connection = socket.create_connection(("127.0.0.1", server.port))
            tls_for("https://shop.example/").wrap_socket(connection, server_hostname="shop.example").close()

        with pytest.raises(ssl.SSLCertVerificationError) as failed:
            tried()
        assert "set SSL_CERT_FILE to the certificate" in explained("https://shop.example/", failed.value)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
        tried()


def test_a_server_that_listens_on_the_other_loopback_address_is_named() -> None:
    with Scripted(lambda *_: page("Welcome.")) as server:
        said = f"nothing listens on [::1]:{server.port}, but something does on 127.0.0.1:{server.port}; give http://127.0.0.1"
        with pytest.raises(Unreachable, match=re.escape(said)):
            UrlSubject(Settings(subject=f"http://[::1]:{server.port}/", pauses=Pauses(reach=0.1)), {})
        assert UrlSubject(Settings(subject=f"http://localhost:{server.port}/"), {}).lost() is None


@pytest.mark.parametrize(
    "command",
    ["cd a && node b", "VAR=1 node b", "node b | tee log", "node b --port $PORT", "exec node b", ". env; node b"],
)
def test_a_command_that_only_a_shell_understands_is_run_by_one(command: str) -> None:
    assert words_of(command) == ["sh", "-c", command]


def test_a_program_with_its_arguments_is_run_as_it_is() -> None:
    assert words_of("node 'a b.js' --name=x -o \"c\"") == ["node", "a b.js", "--name=x", "-o", "c"]


@pytest.fixture
def shop(asked: Marketplace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiny]:
    """The tiny integration, whose client asks the emulator of this process."""
    codes = ",".join(each["product_code"] for each in asked.products())
    for name, value in {**asked.environment(), "PRODUCT_CODE": codes}.items():
        monkeypatch.setenv(name, value)
    return Tiny()


def test_a_subject_that_closes_the_connection_after_a_500_is_judged_alike_in_two_runs(
    asked: Marketplace, shop: Tiny
) -> None:
    """It promises to keep the connection, lets the exception escape, and ends the connection with the next request."""
    failed: set[int] = set()

    def answer(line: str, _: object, body: bytes) -> bytes | None:
        number = server.asked[-1][0]
        if number in failed:
            return None
        if line.startswith("GET"):
            return page("Come from AWS Marketplace. Questions? support@example.com")
        status, text = shop.register(dict(parse_qsl(body.decode())))
        if status == "200 OK":
            return page(text)
        failed.add(number)
        return page("Internal Server Error", "500 Internal Server Error")

    def tried() -> Run:
        settings = Settings(subject=server.url, contract=("reading",), examples=5, patience=5.0, pauses=SHORT)
        return run_check(settings, asked)

    with Scripted(answer) as server:
        runs = [tried(), tried()]
    assert {len(each.of("holds")) for each in runs} == {9}
    verdicts = [[(each.contract.id, each.verdict, each.reason) for each in run.verdicts] for run in runs]
    assert verdicts[0] == verdicts[1]
    assert "the connection failed" not in str(verdicts)
