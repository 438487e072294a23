"""`pytest --pyargs marketplace_contracts --subject …`: the same contracts, settings, verdicts and reports as `check`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from marketplace_contracts.configuration import configured
from marketplace_contracts.contract import Contract, chosen, contracts
from marketplace_contracts.judge import judge
from marketplace_contracts.kit import Kit
from marketplace_contracts.opening import opened_kit
from marketplace_contracts.report.folder import write
from marketplace_contracts.report.terminal import followers, story_lines
from marketplace_contracts.run import UNREACHABLE, USAGE, Run
from marketplace_contracts.setting import Usage, pair
from marketplace_contracts.settings import Settings, table
from marketplace_contracts.subject import Unreachable

RUN = pytest.StashKey[Run]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of `check`; this module is only loaded if pytest's arguments name the contracts."""
    group = parser.getgroup("marketplace contracts", "see `marketplace-emulator check --help`")
    kinds: dict[str, dict[str, Any]] = {
        "text": {},
        "whole": {"type": int},
        "number": {"type": float},
        "many": {"action": "append", "default": []},
        "pairs": {"action": "append", "default": []},
    }
    for each in table():
        _add(group, each.option, help=each.row.help, **kinds[each.kind])
    _add(group, "list", action="store_true", help="List the contracts without trying them.")


def _add(group: pytest.OptionGroup, name: str, **how: Any) -> None:
    """Add an option as `--marketplace-NAME`, and as `--NAME` unless another plugin has that option."""
    dest, long = f"contracts_{name.replace('-', '_')}", f"--marketplace-{name}"
    try:
        group.addoption(f"--{name}", long, dest=dest, **how)
    except (argparse.ArgumentError, ValueError):
        group.addoption(long, dest=dest, **how)


def _given_settings(config: pytest.Config) -> Settings:
    read: dict[str, Callable[..., Any]] = {"many": tuple, "pairs": lambda written: dict(map(pair, written))}
    given = {each.name: config.getoption(f"contracts_{each.name}") for each in table()}
    given |= {each.name: read[each.kind](given[each.name]) for each in table() if each.kind in read}
    return configured(Path.cwd(), **given)


@pytest.fixture(scope="session")
def kit(request: pytest.FixtureRequest) -> Iterator[Kit]:
    """The kit with the subject opened; at the end, the reports are written."""
    try:
        settings = _given_settings(request.config)
        if not settings.subject:
            raise Usage(
                "no subject is named; e.g. pytest --pyargs marketplace_contracts --subject http://127.0.0.1:8000/"
            )
        with opened_kit(settings) as opened:
            yield opened
            run = request.config.stash[RUN] = Run.of_kit(opened)
            if settings.report:
                write(run, settings.report)
    except Usage as error:
        pytest.exit(str(error), USAGE)
    except Unreachable as error:
        pytest.exit(str(error), UNREACHABLE)


@pytest.fixture
def kept(kit: Kit) -> Callable[[Contract], None]:
    """A function that tries a contract as a test: the test fails if it is broken, and is skipped if it is not verified.

    A broken contract whose level does not count (`--fail-on`) is an expected failure.
    """

    def try_contract(contract: Contract) -> None:
        if contract.kinds and kit.subject.kind not in contract.kinds:
            pytest.skip(f"only for subjects that are {' or '.join(contract.kinds)}")
        verdict = judge(contract, kit)
        if verdict.verdict == "broken":
            story = "\n".join(story_lines(verdict, kit.settings))
            if kit.settings.fail_on == "must" and contract.level == "should":
                pytest.xfail(story)
            pytest.fail(story, pytrace=False)
        if verdict.verdict == "not_verified":
            pytest.skip(verdict.reason)

    return try_contract


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the contracts that were asked for, in the order of `check`."""
    try:
        wanted = [each.id for each in chosen(_given_settings(config))]
    except Usage as error:
        pytest.exit(str(error), USAGE)
    order = list(contracts())
    by_id = {_contract_of(item).id: item for item in items if _contract_of(item) is not None}  # type: ignore[union-attr]
    kept = [by_id[each] for each in order if each in wanted and each in by_id]
    dropped = [item for item in items if item not in kept]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = kept


def _contract_of(item: pytest.Item) -> Contract | None:
    found = getattr(getattr(item, "function", None), "contract", None)
    return found if isinstance(found, Contract) else None


def pytest_collection_finish(session: pytest.Session) -> None:
    """With --list, print the contracts and try none."""
    if session.config.getoption("contracts_list"):
        for item in session.items:
            contract = _contract_of(item)
            if contract is not None:
                print(f"{contract.id}  ({contract.level})\n    {contract.sentence}")
        session.items.clear()


@pytest.hookimpl(trylast=True)  # the kit has been closed then
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Exit with the code of `check` if nothing is broken but the run itself had trouble."""
    run = session.config.stash.get(RUN, None)
    if run is not None and run.trouble and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = run.code


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what follows from each broken contract, and what was wrong with the run itself."""
    run = config.stash.get(RUN, None)
    for cause, following in run.follows.items() if run is not None else ():
        terminalreporter.write_line(f"{cause}: {followers(following)}")
    if run is not None and run.trouble:
        terminalreporter.write_line(f"Error: {run.trouble[1]}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    """Leave the subject's output out of pytest's report: the kit searches it for leaks; it does not explain a verdict."""
    config.option.showcapture = "no"
