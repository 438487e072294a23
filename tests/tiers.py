"""The tiers of the tests: `--tier check` runs the quick ones, `slow` the others, `test` (the default) both, `nightly` all of them.

A test is quick unless its file is listed here or it is marked `slow`; a test marked `nightly` runs in that tier alone.
`make nightly` measures what all tests cover that are not marked `no_cover`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TIERS = ("check", "slow", "test", "nightly")
TESTS = Path(__file__).parent

SLOW = (
    "agreements/test_model.py",
    "aws_cli/test_help.py",
    "aws_cli/test_lines.py",
    "aws_cli/test_page.py",
    "aws_cli/test_paging.py",
    "aws_cli/test_process.py",
    "clients",
    "console/in_chromium",
    "console/test_vendored.py",
    "console/timeline/test_any_request.py",
    "console/timeline/test_copies.py",
    "console/timeline/test_size.py",
    "contract_tests_kit/test_at_once.py",
    "contract_tests_kit/test_subjects_that_do_not_run.py",
    "contract_tests_kit/test_wrong_addresses.py",
    "contract_tests_kit/test_wrong_drivers.py",
    "contract_tests_kit/test_wrong_settings.py",
    "contract_tests_kit/test_fronts.py",
    "contract_tests_kit/test_causes.py",
    "contract_tests_kit/test_last_words.py",
    "contract_tests_kit/test_missing_token.py",
    "contract_tests_kit/test_developers_environment.py",
    "contract_tests_kit/test_no_false_accusation.py",
    "contract_tests_kit/test_processes.py",
    "contract_tests_kit/test_pytest_options.py",
    "contract_tests_kit/test_reports.py",
    "contract_tests_kit/test_second_step.py",
    "contract_tests_kit/test_service.py",
    "contract_tests_kit/test_steps.py",
    "contract_tests_kit/test_signups.py",
    "contract_tests_kit/test_subjects.py",
    "contract_tests_kit/test_tables.py",
    "contract_tests_kit/test_timeouts.py",
    "contract_tests_kit/test_url_subjects.py",
    "contract_tests_kit/test_telling_success.py",
    "contract_tests_kit/test_told_apart.py",
    "contract_tests_kit/test_verdicts.py",
    "control/test_ledger_size.py",
    "control/test_metrics.py",
    "control/test_openapi.py",
    "control/test_shortening.py",
    "deliveries/test_aws_kinds.py",
    "deliveries/test_served.py",
    "deliveries/test_aws_workers.py",
    "docs/test_check_howto.py",
    "docs/test_contributing.py",
    "docs/test_customers_year.py",
    "docs/test_double_bill.py",
    "docs/test_failures.py",
    "docs/test_pictures.py",
    "docs/test_printed_lines.py",
    "docs/test_readme.py",
    "docs/test_receive_messages.py",
    "docs/test_wheel.py",
    "examples",
    "faults/messages/test_processes.py",
    "faults/messages/test_queue.py",
    "faults/test_counting.py",
    "operations/test_metering_model.py",
    "operations/meter_usage/test_model.py",
    "python_face/test_other_mocks.py",
    "python_face/test_pytest_plugin.py",
    "python_face/test_types.py",
    "sns/test_howto.py",
    "sns/test_libraries.py",
    "sns/test_ports.py",
    "state",
    "steering/test_bulk.py",
    "steering/test_machine.py",
    "steering/test_new_noun.py",
    "test_kill_matrix.py",
    "test_npm.py",
    "test_preloaded.py",
    "wire/test_any_bytes.py",
    "wire/test_any_request.py",
    "wire/test_connection.py",
    "wire/test_slow_readers.py",
    "wire/test_stopping.py",
)
"""The folders and files whose tests start processes, wait, try many examples or run the kit."""

_running = "test"


def choose(tier: str) -> None:
    """Set the tier that runs, before any test is imported; complain of a slow file that is not there."""
    missing = [each for each in SLOW if not (TESTS / each).exists()]
    assert not missing, f"tests/tiers.py lists {missing}, which are not there"
    global _running
    _running = tier


def is_nightly() -> bool:
    """Say whether the nightly tests run."""
    return _running == "nightly"


def examples(test: int, *, nightly: int) -> int:
    """Choose how many examples Hypothesis tries: few for each change, many at night."""
    return nightly if is_nightly() else test


def leaves_out(path: Path) -> bool:
    """Say whether no test of a file runs in this tier, so that the file is not even imported."""
    return _running == "check" and _is_slow(path)


def arrange(items: list[pytest.Item]) -> list[pytest.Item]:
    """Take the tests that do not run in this tier out of the list, and return them; put last what is not measured.

    Threads that run during a test without coverage, such as those of a session's server, are not measured afterwards.
    The many short ones come at the very end, so that no worker goes on alone for long.
    """
    runs: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        nightly = item.get_closest_marker("nightly") is not None
        slow = nightly or _is_slow(item.path) or item.get_closest_marker("slow") is not None
        runs_now = is_nightly() or (not nightly and (_running == "test" or slow == (_running == "slow")))
        (runs if runs_now else left).append(item)
    runs.sort(key=lambda item: (item.get_closest_marker("no_cover") is not None, item.path.stem == "test_kill_matrix"))
    items[:] = runs
    return left


def _is_slow(path: Path) -> bool:
    if not path.is_relative_to(TESTS):
        return False
    within = path.relative_to(TESTS)
    return any(each.as_posix() in SLOW for each in (within, *within.parents))
