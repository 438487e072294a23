"""A wrong path, probe or step is named with its value and the setting to mend, and not taken for a fault of the subject."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from marketplace_contracts.run import Run
from tests.contract_tests_kit.conftest import SUBJECTS, Command


def test_a_page_that_does_not_exist_is_named_with_the_setting_to_mend(command: Command) -> None:
    """Python's http.server, as any server at a wrong path, has no page there that takes a form."""
    words = ("--path", "/wrong", "--contract", "identity-two-buyers", "--contract", "failures-explained")
    done = command("check", f"{SUBJECTS}.misplaced:one_page", *words)
    assert (
        "is https://localhost/wrong the page to which AWS Marketplace sends buyers? If not, name its path"
        in done.stderr
    )


def test_a_wrong_address_of_the_next_step_is_named(command: Command) -> None:
    words = ("--then", "/wrong", "--contract", "identity-two-buyers")
    done = command("check", f"{SUBJECTS}.misplaced:one_page", *words)
    assert "is https://localhost/wrong the address to which the page's script posts? If not, mend --then" in done.stderr


def test_accounts_of_a_driver_that_are_no_list_are_shown(command: Command, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "class Driver:\n"
        "    def register(self, buyer, form): return buyer.post_form(form)\n"
        "    def accounts(self): return {'name': 'one'}\n"
    )
    done = command("check", f"{SUBJECTS}.tiny:app", "--driver", "driver.py", "--contract", "identity-two-buyers")
    assert "the driver's accounts() returned {'name': 'one'}; expected a list with an entry for each" in done.stderr


def test_an_accounts_probe_that_nobody_serves_is_named_with_the_error(command: Command) -> None:
    words = ("--accounts", "http://127.0.0.1:9/accounts", "--contract", "identity-two-buyers")
    done = command("check", f"{SUBJECTS}.tiny:app", *words)
    assert "the accounts probe http://127.0.0.1:9/accounts cannot be read: the connection failed" in done.stderr
    assert "is its server running?" in done.stderr


def test_a_list_that_shrinks_is_told_as_one_of_several(check: Callable[..., Run]) -> None:
    """Without a shared database, each worker of a server and each instance of a function has its own accounts."""
    run = check("misplaced:recycled", "identity-two-buyers", "identity-near-buyers", "replay-double-submit")
    assert any("the accounts probe shows fewer entries than before" in each.reason for each in run.verdicts)


def test_a_reason_is_said_once_and_pointed_to_afterwards(command: Command) -> None:
    words = ("--path", "/wrong", "--contract", "reading-token-exact", "--contract", "identity-two-buyers")
    done = command("check", f"{SUBJECTS}.misplaced:one_page", *words, "--contract", "identity-legacy-buyer")
    [line] = [each for each in done.stdout.splitlines() if each.startswith("  identity-two-buyers")]
    assert "the subject never asked the emulator" not in line


def test_a_handler_without_parameters_is_not_told_of_another_front(command: Command, tmp_path: Path) -> None:
    (tmp_path / "narrow.py").write_text("def handler(): return {'statusCode': 200}\n")
    done = command("check", "narrow:handler", "--contract", "reading-token-exact")
    assert "takes 0 positional arguments but 2 were given" in done.stdout
    assert "AppSync" not in done.stdout
