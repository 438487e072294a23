"""A wrong setting, on the command line or in the configuration, is reported in one line, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract_tests_kit.conftest import SUBJECTS, Command


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
