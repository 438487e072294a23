"""A driver that does not load, or fails, is reported in one line, and the rest of the run is reported too."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from marketplace_contracts.driver import loaded
from marketplace_contracts.setting import Usage
from tests.contract_tests_kit.conftest import SUBJECTS, Command


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


def test_a_reason_of_two_hundred_characters_is_not_shortened(command: Command, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "class Driver:\n    def register(self, buyer, form): raise OSError('the essential part' + 180 * '.')"
    )
    done = command("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py", "--contract", "buyer-free-trial")
    assert "OSError: the essential part" + 180 * "." + " (line 2 of driver.py); fix the driver" in done.stdout
