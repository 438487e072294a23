"""The three tiers of the tests: `make check` runs the quick ones, `make test` more, and `make nightly` all.

A test is quick unless it is listed here or marked `slow`. What is marked `nightly` runs with `pytest --nightly` only.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent

SLOW = (
    "aws_cli/test_lines.py",
    "aws_cli/test_page.py",
    "aws_cli/test_paging.py",
    "aws_cli/test_process.py",
    "clients",
    "contract_tests_kit/test_bad_input.py",
    "contract_tests_kit/test_no_false_accusation.py",
    "contract_tests_kit/test_processes.py",
    "contract_tests_kit/test_pytest_options.py",
    "contract_tests_kit/test_reports.py",
    "contract_tests_kit/test_service.py",
    "contract_tests_kit/test_subjects.py",
    "contract_tests_kit/test_verdicts.py",
    "control/test_metrics.py",
    "control/test_openapi.py",
    "docs/test_check_howto.py",
    "docs/test_contributing.py",
    "docs/test_failures.py",
    "docs/test_printed_lines.py",
    "docs/test_readme.py",
    "docs/test_wheel.py",
    "examples",
    "faults/test_counting.py",
    "python_face/test_pytest_plugin.py",
    "python_face/test_types.py",
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
)
"""Folders and files whose tests start processes, wait, try many examples or run the kit."""


class Tier:
    """Which tier runs; pytest's configuration sets it before any test is imported."""

    nightly = False


def examples(test: int, *, nightly: int) -> int:
    """Choose how many examples Hypothesis tries: few by day, many by night."""
    return nightly if Tier.nightly else test


def is_slow(path: Path) -> bool:
    """Say whether the file is listed above, or is in a folder that is."""
    within = path.relative_to(TESTS)
    return any(str(each) in SLOW for each in (within, *within.parents))


def split(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Mark what is slow, and return what runs in this tier and what is left for the night."""
    runs: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        nightly = item.get_closest_marker("nightly") is not None
        if nightly or is_slow(item.path):
            item.add_marker(pytest.mark.slow)
        (left if nightly and not Tier.nightly else runs).append(item)
    return runs, left
