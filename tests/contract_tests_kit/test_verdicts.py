"""Verdicts: a correct subject breaks nothing, a seed repeats its verdicts, and what was not tried never holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import marketplace_contracts
from marketplace_contracts.contract import contract, contracts
from marketplace_contracts.kit import Kit
from marketplace_contracts.run import Run
from marketplace_contracts.settings import Settings
from marketplace_contracts.verdict import Verdict
from tests.contract_tests_kit.conftest import SUBJECTS, Command

Check = Callable[..., Run]


def test_a_correct_subject_keeps_every_contract_that_can_be_tried(check: Check) -> None:
    run = check(examples=25)
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    without_signup = {
        "replay-signup-kept",
        "buyer-signup-answered",
        "buyer-signup-empty",
        "buyer-signup-twice",
        "identity-two-signups",
    }
    assert {each.contract.id for each in run.of("not_verified")} == without_signup
    assert run.code == 0


def test_the_same_seed_gives_the_same_verdicts(check: Check) -> None:
    runs = [check("odd:markup", "reading", "failures", "buyer", seed=3) for _ in range(2)]
    verdicts = [[(each.contract.id, each.verdict, each.expected) for each in run.verdicts] for run in runs]
    assert verdicts[0] == verdicts[1]
    assert runs[0].broken


def test_the_same_seed_issues_the_same_tokens(command: Command, tmp_path: Path) -> None:
    """Every run gives a subject whose answer depends on the token the same verdicts, word for word."""
    chosen = ("--contract", "replay-reload-accepted", "--contract", "replay-return-accepted")
    words = ("check", f"{SUBJECTS}.odd:picky", *chosen, "--accounts", "/accounts", "--report", ".")
    told = []
    for _ in range(2):
        command(*words)
        contracts = json.loads((tmp_path / "report.json").read_text("utf-8"))["contracts"]
        told.append([(each["id"], each["verdict"], each["reason"]) for each in contracts])
    assert told[0] == told[1]


def test_without_a_probe_what_is_stored_is_not_verified(check: Check) -> None:
    run = check(accounts=None)
    unverified = {each.contract.id: each.reason for each in run.of("not_verified")}
    assert run.broken == []
    assert "give --accounts URL" in unverified["identity-two-buyers"]
    assert "give --accounts URL" in unverified["failures-store-nothing"]
    assert "failures-explained" not in unverified
    assert "failures-throttling-no-blame" not in unverified
    assert "leaks-token-in-location" not in unverified


def test_without_a_probe_the_pages_are_still_judged(check: Check) -> None:
    run = check("odd:markup", "failures", accounts=None)
    assert "failures-throttling-no-blame" in run.broken


def test_a_probe_that_shows_nothing_is_noticed(check: Check) -> None:
    run = check("odd:forgetful", "identity-two-buyers")
    assert run.broken == ["identity-two-buyers"]
    assert "+0 accounts" in run.verdicts[0].reason
    assert "does it read the database that the subject writes" in run.verdicts[0].reason


def test_a_subject_that_reads_two_product_codes_as_one_is_not_judged(check: Check) -> None:
    run = check("odd:single", "identity", "reading-token-exact", "failures-passing-says-try-again")
    assert [each.verdict for each in run.verdicts] == ["not_verified"] * len(run.verdicts)
    assert "if it does not sell PRODUCT_CODE=" in run.verdicts[0].reason
    assert "--product or --generation" in run.verdicts[0].reason


def test_a_subject_with_one_product_is_judged_when_it_is_named(check: Check) -> None:
    assert check("odd:single", "identity-two-buyers", generation="legacy").verdicts[0].verdict == "holds"


def test_a_subject_for_one_generation_breaks_the_contract_of_the_other(check: Check) -> None:
    """If buyers of one generation are refused, the kit looks at both generations, and goes on with the style of the first."""
    assert check("odd:modern", "identity-legacy-buyer").broken == ["identity-legacy-buyer"]


def test_a_subject_with_a_rate_limit_is_not_judged_by_the_limit_s_page(check: Check) -> None:
    run = check("odd:limiting")
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    assert any("the subject has a rate limit (429)" in each.reason for each in run.of("not_verified"))
    assert run.code == 3
    assert run.trouble is not None
    assert "not tried: the subject has a rate limit (429)" in run.trouble[1]
    assert replace(run, settings=replace(run.settings, allow_unverified=len(run.verdicts))).code == 0


@pytest.mark.parametrize(
    ("holding", "unverified", "allowed", "code"),
    [(2, 2, None, 0), (2, 3, None, 3), (1, 79, None, 3), (1, 4, 4, 0), (1, 4, 3, 3), (4, 1, 0, 3), (4, 0, 0, 0)],
)
def test_a_run_that_judges_less_than_half_fails(holding: int, unverified: int, allowed: int | None, code: int) -> None:
    [one, *_] = contracts().values()
    verdicts = [Verdict(one, "holds")] * holding + [Verdict(one, "not_verified", "no probe")] * unverified
    run = Run(Settings(subject="shop:app", allow_unverified=allowed), verdicts)
    assert run.code == code
    assert (run.trouble is None) == (code == 0)


def test_without_any_option_a_correct_subject_does_not_fail(check: Check) -> None:
    """What is not verified because no probe was given is no reason to fail."""
    assert check(accounts=None, examples=1).code == 0


def test_a_rate_limit_that_says_how_long_is_waited_for(check: Check) -> None:
    run = check("odd:waiting", "reading-other-fields", "reading-charset")
    assert [each.verdict for each in run.verdicts] == ["holds", "holds"]


def test_a_rate_limit_that_is_too_long_is_named(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETRY_AFTER", "900")
    run = check("odd:waiting", "reading-other-fields")
    assert run.verdicts[0].reason == "the subject has a rate limit (429, Retry-After: 900); switch it off for the run"


def test_a_database_may_be_kept_from_run_to_run(command: Command) -> None:
    words = ("check", "examples.flask_app.app:app", "--accounts", "/accounts", "--contract", "identity-two-buyers")
    for _ in range(2):
        done = command(*words)
        assert (done.returncode, "holds" in done.stdout) == (0, True), done.stdout


def test_an_extra_account_that_a_worker_stores_late_is_seen(check: Check) -> None:
    assert check("odd:doubling", "replay-double-submit").broken == ["replay-double-submit"]


def test_an_account_of_an_earlier_buyer_that_comes_late_is_not_counted(check: Check) -> None:
    """A subject may try again by itself after the buyer has given up, and store the buyer while others come."""
    run = check("odd:belated", "product-missing-not-assumed", "replay-double-submit")
    assert [(each.verdict, each.reason) for each in run.verdicts] == [("holds", "")] * 2


@pytest.mark.parametrize("name", ["accepted", "logs", "accounts"])
def test_a_driver_that_fails_is_named_and_the_run_continues(check: Check, tmp_path: Path, name: str) -> None:
    (tmp_path / "driver.py").write_text(
        f"class Walk:\n    def register(self, buyer, form):\n        return buyer.post_form(form)\n"
        f"    def {name}(self, *given):\n        raise OSError('no\\nway')\n"
    )
    run = check("tiny:app", "leaks-token-in-log", "identity-two-buyers", driver=str(tmp_path / "driver.py"))
    assert run.broken == []
    said = rf"the driver's {name}\(\) failed: OSError: no way \(line \d+ of \w+\.py\); fix the driver"
    assert any(re.fullmatch(said, each.reason) for each in run.verdicts)


def test_a_probe_with_endlessly_nested_entries_is_not_verified(check: Check) -> None:
    (verdict,) = check("odd:deep", "identity-two-buyers").verdicts
    assert (verdict.verdict, verdict.reason.startswith("the accounts probe /accounts answered")) == (
        "not_verified",
        True,
    )


def test_a_probe_that_answers_nonsense_is_named_and_the_rest_is_reported(check: Check) -> None:
    run = check("odd:nonsense", "reading", "identity", "replay-nothing-reset", "replay-nothing-granted-twice")
    unverified = {each.contract.id: each.reason for each in run.of("not_verified")}
    for probed in ("identity-two-buyers", "replay-nothing-reset", "replay-nothing-granted-twice"):
        assert unverified[probed].startswith(
            "the accounts probe /accounts answered '\"seven\"', no list; expected 200 and"
        )
    assert [each for each in unverified if each.startswith("reading")] == []


def test_a_log_that_the_subject_creates_later_is_searched(check: Check, tmp_path: Path) -> None:
    log = str(tmp_path / "shop.log")
    run = check("odd:talkative", "leaks-token-in-log", log=log, env={"SHOP_LOG": log})
    assert run.broken == ["leaks-token-in-log"]


def test_a_log_that_never_appears_is_not_verified(check: Check, tmp_path: Path) -> None:
    run = check("tiny:app", "leaks-token-in-log", log=str(tmp_path / "none.log"))
    assert [each.verdict for each in run.verdicts] == ["not_verified"]
    assert "none.log'; give --log the file that it writes" in run.verdicts[0].reason
    assert run.code == 3


def test_a_log_is_searched_in_addition_to_the_driver_s_text(check: Check, tmp_path: Path) -> None:
    log = tmp_path / "shop.log"
    (tmp_path / "driver.py").write_text(
        "class Driver:\n"
        "    written = ''\n"
        "    def register(self, buyer, form):\n"
        "        self.written += 500 * 'x'\n"
        "        return buyer.post_form(form)\n"
        "    def logs(self): return self.written\n"
    )
    more = {"log": str(log), "env": {"SHOP_LOG": str(log)}, "driver": str(tmp_path / "driver.py")}
    assert check("odd:talkative", "leaks-token-in-log", **more).broken == ["leaks-token-in-log"]


def test_a_probe_that_never_answers_a_list_fails_the_run_unless_a_contract_is_broken(check: Check) -> None:
    assert check("odd:nonsense", "product").code == 2
    assert check("odd:nonsense", "buyer-get-page").code == 0, "nobody asked it"
    assert check("odd:speechless", "buyer-support-contact", fail_on="should").code == 1
    broken = check("odd:misled", "product-missing-not-assumed", "failures-throttling-no-blame")
    assert (broken.code, broken.useless_probe != "") == (1, True)


def test_a_subject_that_ends_its_thread_is_judged_like_any_other(check: Check) -> None:
    run = check("odd:crashing", "failures-not-told-as-success", "failures-explained", "failures-next-buyer-served")
    assert run.broken == []


def test_a_subject_that_stops_serving_breaks_no_later_contract(check: Check) -> None:
    run = check("odd:mortal", "product", "buyer", "failures")
    assert run.broken == ["failures-next-buyer-served"]
    assert "after product-missing-not-assumed was tried" in run.of("broken")[0].expected
    assert {each.reason for each in run.of("not_verified")} == {
        "the subject no longer serves any buyer; see failures-next-buyer-served"
    }


def test_a_subject_that_writes_to_standard_output_is_judged_like_any_other(check: Check) -> None:
    run = check("odd:writing", "machine-any-order")
    from tests.contract_tests_kit.subjects import odd

    assert (odd.writing.failures, [each.verdict for each in run.verdicts]) == (0, ["holds"])


def test_a_subject_that_no_longer_asks_aws_is_not_said_to_hold(check: Check) -> None:
    run = check("odd:weary", "machine-any-order", generation="concurrent", examples=25)
    assert [each.verdict for each in run.verdicts] == ["not_verified"]
    assert (
        "a new token does not reach AWS (the buyer gets: the connection failed: RuntimeError" in run.verdicts[0].reason
    )


def test_choosing_one_generation_leaves_the_other_out(check: Check) -> None:
    ids = {each.contract.id for each in check("tiny:app", "identity", generation="legacy").verdicts}
    assert "identity-legacy-buyer" in ids
    assert "identity-two-agreements" not in ids


def test_only_the_contracts_that_count_decide_the_exit_code(check: Check) -> None:
    level = {"must": 0, "should": 1}
    for fail_on, code in level.items():
        run = check("odd:speechless", "buyer-support-contact", fail_on=fail_on)
        assert run.broken == ["buyer-support-contact"]
        assert run.code == code


def test_the_smallest_example_is_shown(check: Check) -> None:
    run = check("cutting:app", "reading-token-exact", examples=25)
    [verdict] = run.of("broken")
    assert verdict.story is not None
    assert "first difference is at 20" in verdict.reason


def test_every_contract_has_a_sentence_a_source_and_a_reason() -> None:
    for each in contracts().values():
        assert each.sentence.endswith("."), each.id
        assert each.source, each.id
        assert each.why.endswith("."), each.id
        assert each.level in ("must", "should"), each.id


UNKNOWN = (
    r"marketplace_contracts.test_lifecycle belongs to the family 'lifecycle', which is not in ORDER of marketplace_contracts.contract; "
    "it has reading, identity, .*machine"
)


def test_a_file_of_a_family_without_a_place_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_lifecycle.py").write_text("")
    monkeypatch.setattr(marketplace_contracts, "__path__", [*marketplace_contracts.__path__, str(tmp_path)])
    with pytest.raises(ImportError, match=UNKNOWN):
        contracts.__wrapped__()


def test_a_contract_of_a_family_without_a_place_is_named() -> None:
    def test(kit: Kit) -> None:
        """A sentence."""

    test.__module__ = "marketplace_contracts.test_lifecycle"
    with pytest.raises(ImportError, match=UNKNOWN):
        contract("lifecycle-anything", "must", source="none", why="It is a test.")(test)


def test_a_subject_that_reads_agreements_is_judged_like_any_other(check: Check) -> None:
    run = check("odd:described", "identity-concurrent-buyers", "identity-two-buyers")
    assert [each.contract.id for each in run.verdicts if each.reason] == []
    assert run.broken == [] and len(run.verdicts) > 1


def test_a_subject_that_needs_an_operation_of_another_service_is_not_accused(check: Check) -> None:
    run = check("odd:agreed", "identity", "buyer-html")
    assert run.broken == []
    said = {each.contract.id: each.reason for each in run.verdicts}
    assert "see identity-legacy-buyer" in said["identity-two-buyers"]
    for name in ("identity-legacy-buyer", "identity-without-customer-identifier"):
        assert "the subject also calls CancelAgreement, which the emulator does not answer yet" in said[name]
