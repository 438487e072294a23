"""Help pages have the AWS CLI's synopsis, options, members and syntax, in its order."""

from __future__ import annotations

import re

import pytest

from tests.aws_cli.genuine import Desk
from tests.conftest import need

COMMANDS = [
    "meteringmarketplace resolve-customer",
    "meteringmarketplace batch-meter-usage",
    "meteringmarketplace meter-usage",
    "marketplace-entitlement get-entitlements",
    "marketplace-agreement create-agreement-request",
    "marketplace-agreement search-agreements",
]
HEAD = re.compile(r"^(?:--\S+(?: \| --\S+)? \(.+?\)|(?:\w+ -> )?\((?:tagged union )?[a-z]+\)$|\w+ -> \(.+\)$)")


def plain(page: str) -> str:
    """Remove groff's bold and underline, and normalise tabs and spaces."""
    return re.sub(r".\x08", "", page)


def part(page: str, title: str) -> list[str]:
    """Return the lines from a title to the next, without margins and empty lines."""
    below = page.partition(f"\n{title}\n")[2]
    lines = re.split(r"^[A-Z]", below, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    return [" ".join(line.split()) for line in lines if line.strip()]


def heads(page: str, title: str) -> list[str]:
    """Return the options or members of a section, each with its type."""
    return [found.group() for line in part(page, title) if (found := HEAD.match(line))]


def syntaxes(page: str) -> list[str]:
    """Return every line that shows a value's syntax."""
    found, showing = [], False
    for line in part(page, "OPTIONS"):
        if line.endswith("Syntax:"):
            showing = True
        elif line.startswith("--"):
            showing = False
        if showing:
            found.append(line)
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_built_as_the_genuine_page_is(command: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    need("groff", "the AWS CLI draws its help with it: apt-get install groff")
    ended = desk.run_all([*command.split(), "help"], monkeypatch, ["v2"])
    ours, genuine = plain(ended["ours"].stdout), plain(ended["v2"].stdout)
    assert ended["ours"].code == ended["v2"].code == 0
    synopsis = [line.replace("--version <value>", "--version") for line in part(genuine, "SYNOPSIS")]
    assert part(ours, "SYNOPSIS") == synopsis
    assert heads(ours, "OPTIONS") == heads(genuine, "OPTIONS")
    assert heads(ours, "OUTPUT") == heads(genuine, "OUTPUT")
    assert len(heads(ours, "OPTIONS")) > 2
    assert syntaxes(ours) == syntaxes(genuine)


def test_the_pages_of_a_service_and_of_all_name_what_there_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = desk.run_all(["meteringmarketplace", "help"], monkeypatch, ["v2"])
    assert [line.lstrip("*o ") for line in part(plain(ended["ours"].stdout), "AVAILABLE COMMANDS")] == [
        line.lstrip("*o ")
        for line in part(plain(ended["v2"].stdout), "AVAILABLE COMMANDS")
        if line != "METERINGMARKETPLACE()"
    ]
    page = desk.run_ours_here(["help"], monkeypatch).stdout
    assert "meteringmarketplace resolve-customer --registration-token TOKEN" in page
    assert part(page, "AVAILABLE SERVICES") == [
        "* marketplace-agreement",
        "* marketplace-entitlement",
        "* meteringmarketplace",
        "* help",
    ]
