"""A mistake is reported in one line, with what to do; the run still reports what it learned."""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path

import pytest

from marketplace_contracts.driver import loaded
from marketplace_contracts.setting import Usage
from tests.conftest import need
from tests.contract_tests_kit.conftest import SUBJECTS, Command

SERVER = f"{sys.executable} -m {SUBJECTS}.server"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "no subject is named; e.g. `marketplace-emulator check http://127.0.0.1:8000/`"),
        (["seven"], 2, "'seven' is not a subject; expected a URL (http://127.0.0.1:8000/), a Python app"),
        (["no_such_module:app"], 3, "does not load from"),
        (["shop.py:app"], 3, "a module is named without .py, so 'shop:app'"),
        (["./shop/app.py:app"], 2, "did you mean shop.app:app?"),
        (["127.0.0.1:8000"], 2, "did you mean http://127.0.0.1:8000?"),
        ([f"{SUBJECTS}.odd:number"], 3, "is of type int, which is no application; name a WSGI or ASGI callable"),
        ([f"{SUBJECTS}.tiny:app", "--contract", "reading-token"], 2, "did you mean reading-token-exact"),
        ([f"{SUBJECTS}.tiny:app", "--env", "x"], 2, "'x' is not NAME=VALUE"),
        (
            [f"{SUBJECTS}.tiny:app", "--env", "=x"],
            2,
            "env is '=x'; expected the name and value of an environment variable",
        ),
        ([f"{SUBJECTS}.tiny:app", "--product", ""], 2, "product is ''; expected the code of the product"),
        ([f"{SUBJECTS}.tiny:app", "--accounts", ""], 2, "accounts is ''; expected the probe's address, e.g. /accounts"),
        (
            [f"{SUBJECTS}.tiny:app", "--path", "/accounts", "--contract", "buyer-get-page"],
            3,
            "no buyer was registered, so the contracts that hold mean little",
        ),
        ([f"{SUBJECTS}.tiny:app", "--patience", "0"], 2, "patience is 0.0; expected the seconds that a buyer waits"),
        ([f"{SUBJECTS}.tiny:app", "--patience", "nan"], 2, "patience is nan; expected the seconds that a buyer waits"),
        ([f"{SUBJECTS}.tiny:app", "--patience", "inf"], 2, "patience is inf; expected the seconds that a buyer waits"),
        ([f"{SUBJECTS}.tiny:app", "--path", "register"], 2, "path is 'register'; expected a path that begins with /"),
        (
            [f"{SUBJECTS}.tiny:app", "--driver", "none.py"],
            2,
            "the driver 'none.py' does not exist; give --driver a Python file",
        ),
        (
            [f"{SUBJECTS}.tiny:app", "--command", "true"],
            2,
            "--command starts a server and needs its URL as the subject",
        ),
        (["http://127.0.0.1:9/", "--command", " "], 2, "command is ' '; expected the command that starts the subject"),
        (["http://127.0.0.1:9/", "--command", ""], 2, "command is ''; expected the command that starts the subject"),
        ([f"{SUBJECTS}.tiny:handler"], 3, "AttributeError: module"),
        (["missing.mjs:handler"], 3, "the handler 'missing.mjs:handler' does not load from"),
        (["http://127.0.0.1:9/", "--emulator", "http://127.0.0.1:9"], 3, "no emulator answers at http://127.0.0.1:9"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_wrong_setting_is_one_line(command: Command, words: list[str], code: int, said: str) -> None:
    done = command("check", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stderr.count("\n") == (1 if code == 3 or not done.stderr.startswith("Usage") else 4)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:", "does not load: SyntaxError"),
        ("import no_such_module", "does not load: ModuleNotFoundError: No module named 'no_such_module'"),
        ("class Driver: pass", "has 0 classes with register(buyer, form) (none); expected one"),
        (
            "class Driver:\n    def __init__(self, x): pass\n    def register(self, buyer, form): pass",
            "must take no parameters",
        ),
    ],
    ids=["syntax", "import", "no class", "parameters"],
)
def test_a_driver_that_does_not_load_is_one_line(command: Command, tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "driver.py").write_text(text)
    done = command("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr


def test_a_driver_with_a_dataclass_and_postponed_annotations_loads(tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n\n"
        "@dataclass\nclass Account:\n    name: str\n\n"
        "class Driver:\n    def register(self, buyer, form): return Account('a')\n"
    )
    assert loaded(str(tmp_path / "driver.py")).register(None, {}).name == "a"


def test_a_driver_that_does_not_load_leaves_no_module(tmp_path: Path) -> None:
    sys.modules.pop("seller_driver", None)
    (tmp_path / "driver.py").write_text("raise SystemExit")
    with pytest.raises(Usage, match="does not load: SystemExit"):
        loaded(str(tmp_path / "driver.py"))
    assert "seller_driver" not in sys.modules


def test_a_driver_that_fails_is_named_and_the_rest_is_reported(command: Command, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text("class Driver:\n    def register(self, buyer, form): return form['nothing']")
    done = command("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py", "--contract", "buyer", "--json")
    verdicts = {each["id"]: each for each in json.loads(done.stdout)["contracts"]}
    assert verdicts["buyer-free-trial"]["verdict"] == "not_verified"
    assert (
        "the driver's register() failed: KeyError: 'nothing' (line 2 of driver.py); fix the driver"
        in verdicts["buyer-free-trial"]["reason"]
    )


def test_a_driver_that_fails_for_simultaneous_buyers_is_named(command: Command, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "import threading\n"
        "class Driver:\n"
        "    def register(self, buyer, form):\n"
        "        if threading.current_thread() is not threading.main_thread(): raise OSError('one at a time')\n"
        "        return buyer.post_form(form)\n"
    )
    words = ("--driver", "driver.py", "--contract", "identity-concurrent-buyers", "--accounts", "/accounts", "--json")
    done = command("check", f"{SUBJECTS}.tiny:app", *words)
    [made] = json.loads(done.stdout)["contracts"]
    assert made["verdict"] == "not_verified"
    assert (
        "the driver's register() failed: OSError: one at a time (line 4 of driver.py); fix the driver" in made["reason"]
    )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "pyproject.toml",
            "[tool.marketplace-emulator]\nsubjects = 'x:y'",
            "'subjects' in the configuration is not a setting; did you mean 'subject'?",
        ),
        (
            "marketplace-contracts.toml",
            "fail-of = 'must'",
            "'fail-of' in the configuration is not a setting; did you mean 'fail-on'?",
        ),
        (
            "marketplace-contracts.toml",
            "wsgi_app = 'x:y'",
            "'wsgi_app' in the configuration is not a setting; expected one of accounts, allow-unverified, command, contract, driver, emulator,",
        ),
        (
            "marketplace-contracts.toml",
            "fail-on = ['must']",
            "fail-on is ['must'] in the configuration; expected a string",
        ),
        ("marketplace-contracts.toml", "command = ''", "command is ''; expected the command that starts the subject"),
        (
            "pyproject.toml",
            "[tool.marketplace-emulator]\nexamples = 'many'",
            "examples is 'many' in the configuration; expected a whole number",
        ),
        ("marketplace-contracts.toml", "product = 3", "product is 3 in the configuration; expected a list of strings"),
        (
            "marketplace-contracts.toml",
            "product = ['a', 3]",
            "product is ['a', 3] in the configuration; expected a list",
        ),
        (
            "marketplace-contracts.toml",
            "env = {A = 1}",
            "env is {'A': 1} in the configuration; expected a table of strings",
        ),
        ("marketplace-contracts.toml", "patience = nan", "patience is nan; expected the seconds that a buyer waits"),
        (
            "marketplace-contracts.toml",
            "subject = 'caf\udce9'",
            "marketplace-contracts.toml is not TOML: 'utf-8' codec",
        ),
        ("pyproject.toml", "tool = 3", "[tool.marketplace-emulator] is 3; expected a table"),
        ("marketplace-contracts.toml", "subject = ", "marketplace-contracts.toml is not TOML"),
        ("marketplace-contracts.toml", "fail-on = 'never'", "fail-on is 'never'; expected must or should"),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line(
    command: Command, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    done = command("check")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr


def test_the_configuration_is_enough(command: Command, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        f"[tool.marketplace-emulator]\nsubject = '{SUBJECTS}.tiny:app'\naccounts = '/accounts'\ncontract = ['product']\n"
    )
    done = command("check")
    assert done.returncode == 0, done.stderr
    assert "3 hold, 0 broken, 0 not verified" in done.stdout


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


def test_a_reason_of_two_hundred_characters_is_not_shortened(command: Command, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "class Driver:\n    def register(self, buyer, form): raise OSError('the essential part' + 180 * '.')"
    )
    done = command("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py", "--contract", "buyer-free-trial")
    assert "OSError: the essential part" + 180 * "." + " (line 2 of driver.py); fix the driver" in done.stdout


def test_a_subject_that_does_not_run_is_one_line(command: Command, port: int) -> None:
    with __import__("marketplace_emulator").Marketplace(port=0) as marketplace:
        done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert f"no subject at http://127.0.0.1:{port}/" in done.stderr


def test_a_log_that_a_running_subject_does_not_write_is_one_line(command: Command, port: int) -> None:
    with __import__("marketplace_emulator").Marketplace(port=0) as marketplace:
        done = command("check", f"http://127.0.0.1:{port}/", "--emulator", marketplace.url, "--log", "none.log")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the log 'none.log' does not exist; give --log the file that the subject writes" in done.stderr


def test_an_unknown_product_is_one_line(command: Command, port: int) -> None:
    with __import__("marketplace_emulator").Marketplace(port=0) as marketplace:
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
