"""The kit's options in pytest leave other plugins' options alone."""

from __future__ import annotations

import pytest

from tests.conftest import SELLERS

KIT = (*SELLERS, "--pyargs", "marketplace_contracts")
SUBJECT = "tests.contract_tests_kit.subjects.tiny:app"

CONFTEST = """
def pytest_addoption(parser):
    parser.addoption("--env", choices=["staging", "production"])

def pytest_configure(config):
    assert config.getoption("--env") == "staging"
"""
PLUGIN = """
def pytest_addoption(parser):
    parser.getgroup("browsers").addoption("--driver")
    parser.addini("driver", "a browser")

def pytest_configure(config):
    assert config.getoption("--driver") == "Firefox"
"""
DRIVER = """
class Driver:
    def register(self, buyer, form):
        open("walked.txt", "a").write("once\\n")
        return buyer.post_form(form)
"""


@pytest.fixture
def others(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project whose conftest has an option --env, beside a plugin that has --driver."""
    from tests.contract_tests_kit.conftest import ROOT

    pytester.syspathinsert(ROOT)
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(browsers=PLUGIN, walk=DRIVER)
    pytester.syspathinsert()
    return pytester


def test_a_short_name_stays_with_the_plugin_that_has_it(others: pytest.Pytester) -> None:
    theirs = ("-p", "browsers", "--env", "staging", "--driver", "Firefox")
    result = others.runpytest_subprocess(
        *(*KIT, *theirs, "--subject", SUBJECT, "--contract", "buyer-html"),
        *("--marketplace-driver", "walk.py", "--marketplace-env", "A=1", "--marketplace-env", "B=2"),
    )
    result.assert_outcomes(passed=1, deselected=result.parseoutcomes()["deselected"])
    assert (others.path / "walked.txt").exists()
    refused = others.runpytest_subprocess(*KIT, *theirs, "--subject", SUBJECT, "--marketplace-env", "x")
    assert refused.ret == 2
    refused.stdout.fnmatch_lines(["*'x' is not NAME=VALUE*"])


@pytest.mark.parametrize("prefix", ["--", "--marketplace-"])
def test_every_option_has_a_short_name_and_a_long_one(pytester: pytest.Pytester, prefix: str) -> None:
    from tests.contract_tests_kit.conftest import ROOT

    pytester.syspathinsert(ROOT)
    result = pytester.runpytest_subprocess(
        *KIT, f"{prefix}subject", SUBJECT, f"{prefix}contract", "buyer", f"{prefix}list"
    )
    result.stdout.fnmatch_lines(["buyer-html*(should)*"])


@pytest.mark.parametrize("option", ["--subject", "--driver", "--marketplace-subject"])
def test_a_run_of_other_tests_has_none_of_the_options(pytester: pytest.Pytester, option: str) -> None:
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess(*SELLERS, option, "x")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*unrecognized arguments: {option}*"])


def test_the_kit_stays_out_of_a_run_that_names_only_its_plugin(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")
    result = pytester.runpytest_subprocess(*SELLERS, "-p", "marketplace_contracts")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("words", [("-k", "marketplace_contracts"), ("--deselect", "marketplace_contracts"), ()])
def test_the_word_alone_leaves_a_seller_s_own_tests_in_the_run(
    pytester: pytest.Pytester, words: tuple[str, ...]
) -> None:
    pytester.makepyfile(test_marketplace_contracts="def test_it(): pass")
    result = pytester.runpytest_subprocess(*SELLERS, *words)
    result.assert_outcomes(passed=1)
