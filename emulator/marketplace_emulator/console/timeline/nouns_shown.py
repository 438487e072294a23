"""The nouns that an entry is about, each with the link that leads to all that is about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from urllib.parse import quote, urlencode

import msgspec

from marketplace_emulator import nouns
from marketplace_emulator.shortening import shortened

LABELS = {
    "token": "token",
    "agreement_id": "agreement",
    "customer_aws_account_id": "buyer",
    "product_code": "product",
    "license_arn": "license",
    "customer_identifier": "CustomerIdentifier",
    "dimension": "dimension",
}
"""What people call each noun, the one that says most first."""
assert set(LABELS) == set(nouns.NAMES), f"LABELS names {sorted(LABELS)}; expected {sorted(nouns.NAMES)}"
MOST = 1
"""How many identifiers of a noun are shown of a request that is about many."""
PATH = "/console/timeline"


class Shown(msgspec.Struct, frozen=True):
    """An identifier of a noun, shortened if it is a token, and how many more of the noun there are; or an operation."""

    noun: str
    identifier: str
    more: int = 0

    @property
    def label(self) -> str:
        return LABELS.get(self.noun, self.noun)

    @property
    def only(self) -> str:
        """The timeline of this alone."""
        return link({self.noun: self.identifier})


def link(wanted: Mapping[str, object]) -> str:
    """Return the path of the timeline with this filter."""
    given = {name: value for name, value in wanted.items() if value not in (None, "")}
    return f"{PATH}?{urlencode(given)}" if given else PATH


def page_of(*words: str) -> str:
    """Return the path of a page of the console about something, whose identifiers may have any characters."""
    return "/".join(["/console", *(quote(each, safe="") for each in words)])


def shown(about: Mapping[str, Iterable[str]], without: Collection[str] = ()) -> tuple[Shown, ...]:
    """Return the first identifiers of each noun but some."""
    found = []
    for noun in (each for each in LABELS if each not in without):
        its = [*about.get(noun, ())]
        for number, each in enumerate(its[:MOST], 1):
            written = shortened(each) if noun == "token" else each
            found.append(Shown(noun, written, len(its) - MOST if number == MOST else 0))
    return tuple(found)


def named(about: Mapping[str, Iterable[str]]) -> str:
    """Say in a few words what something is about: what says most, such as `token MAUhjkKngXd5…` or `25 buyers`."""
    for noun, label in LABELS.items():
        its = [*about.get(noun, ())]
        if len(its) == 1:
            return f"{label} {shortened(its[0]) if noun == 'token' else its[0]}"
        if its:
            return f"{len(its)} {label}s"
    return ""
