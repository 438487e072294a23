"""The pytest plugin: two fixtures, reset for each test, one emulator per worker, and no import before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import SELLERS

TESTS = """
import boto3, os, pytest

@pytest.mark.parametrize("number", range(6))
def test_in_process(marketplace, number):
    assert marketplace.exchanges() == []
    assert marketplace.snapshots() == []
    marketplace.snapshot("from one test to the next")
    token = marketplace.mint_token(token="the-same-in-every-test")
    assert marketplace.client().resolve_customer(RegistrationToken=token)["CustomerAWSAccountId"]
    marketplace.set_readings(second_resolve="expired")
    marketplace.clock.advance("1d")

@pytest.mark.parametrize("number", range(6))
def test_on_a_port(marketplace_server, number):
    assert marketplace_server.readings()["second_resolve"] == "same_answer"
    assert os.environ["MARKETPLACE_EMULATOR_URL"] == marketplace_server.url
    assert boto3.client("meteringmarketplace").resolve_customer(RegistrationToken="valid")
    assert len(marketplace_server.exchanges()) == 1

def test_the_environment_is_as_before():
    assert "MARKETPLACE_EMULATOR_URL" not in os.environ
"""


@pytest.mark.parametrize("workers", ["0", "2"])
def test_every_test_has_a_reset_emulator_and_every_worker_its_own(pytester: pytest.Pytester, workers: str) -> None:
    pytester.makepyfile(TESTS)
    pytester.runpytest_subprocess("-n", workers, *SELLERS).assert_outcomes(passed=13)


def test_fixture_files_of_the_project(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmarketplace_fixtures = world.yaml\n")
    (pytester.path / "world.yaml").write_text("products: [{name: mine}]\n")
    pytester.makepyfile(
        "def test_it(marketplace):\n    assert [p['name'] for p in marketplace.products()] == ['mine']\n"
    )
    pytester.runpytest_subprocess(*SELLERS).assert_outcomes(passed=1)


def test_a_run_that_uses_no_fixture_does_not_import_boto3() -> None:
    program = (
        "import sys, marketplace_emulator.pytest_plugin; print('boto3' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
