"""A subject that does not start, or cannot be seen, is reported in one line; the run still reports what it learned."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import need
from tests.contract_tests_kit.conftest import SUBJECTS, Command

SERVER = f"{sys.executable} -m {SUBJECTS}.server"


def test_a_port_in_use_is_one_line(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}/"
        done = command("check", url, "--command", SERVER)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "is taken: something answers there before" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no-such-program --now", "cannot start 'no-such-program --now': No such file or directory"),
        (f"{sys.executable} -c 'print(\"no database\"); raise SystemExit(4)'", "ended with 4 before it answered"),
    ],
)
def test_a_command_that_does_not_start_is_reported_with_its_output(
    command: Command, port: int, line: str, said: str
) -> None:
    done = command("check", f"http://127.0.0.1:{port}/", "--command", line)
    assert done.returncode == 3
    first, *rest = done.stderr.splitlines()
    assert said in first
    assert rest == (["    no database"] if "print" in line else [])


def test_a_command_that_lacks_a_package_is_reported_with_the_package(
    command: Command, port: int, tmp_path: Path
) -> None:
    need("node", "install Node.js 20")
    (tmp_path / "server.mjs").write_text('import express from "no-such-package";\n')
    done = command("check", f"http://127.0.0.1:{port}/", "--command", "node server.mjs", PATH=os.environ["PATH"])
    assert done.returncode == 3
    assert "Cannot find package 'no-such-package'" in done.stderr
    assert "\n    at " not in done.stderr


def test_a_subject_that_does_not_run_is_one_line(command: Command, port: int) -> None:
    with Marketplace(port=0) as marketplace:
        done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert f"no subject at http://127.0.0.1:{port}/" in done.stderr


def test_a_log_that_a_running_subject_does_not_write_is_one_line(command: Command, port: int) -> None:
    with Marketplace(port=0) as marketplace:
        done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url, "--log", "none.log")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the log 'none.log' does not exist; give --log the file that the subject writes" in done.stderr


def test_an_unknown_product_is_one_line(command: Command, port: int) -> None:
    with Marketplace(port=0) as marketplace:
        done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url, "--product", "nothing")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--product 'nothing' is not in the emulator's world, which has" in done.stderr


def test_a_report_that_cannot_be_written_is_one_line(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("check", f"{SUBJECTS}.tiny:app", "--contract", "buyer-get-page", "--report", "file/reports")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the reports cannot be written to 'file/reports'" in done.stderr


def test_a_missing_accounts_probe_is_wrong_use_and_the_rest_is_reported(command: Command, tmp_path: Path) -> None:
    words = ("--accounts", "/nope", "--contract", "product", "--contract", "buyer-get-page", "--report", "reports")
    done = command("check", f"{SUBJECTS}.odd:listless", *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the kit never saw the stored accounts: the accounts probe /nope answered 404" in done.stderr
    page = (tmp_path / "reports" / "report.html").read_text()
    assert "the kit never saw the stored accounts" in page
    assert "Contracts are broken" not in page
    made = json.loads((tmp_path / "reports" / "report.json").read_text())["contracts"]
    assert [each["verdict"] for each in made if each["id"] == "buyer-get-page"] == ["holds"]


def test_a_run_that_verifies_nothing_does_not_succeed(command: Command) -> None:
    done = command("check", f"{SUBJECTS}.tiny:app", "--contract", "replay-signup-kept", "--accounts", "/accounts")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "nothing could be verified: no contract holds and none is broken" in done.stderr
    assert "0 hold, 0 broken, 1 not verified" in done.stdout
