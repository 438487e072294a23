"""How the subject wants to be spoken to, found out by trying: so that one mistake does not hide all the others."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from contract_tests import strategies, wording
from contract_tests.buyer import CROSS_SITE, TOKEN_FIELD, Answer
from contract_tests.story import NotVerified

if TYPE_CHECKING:
    from contract_tests.case import Case, Visit
    from contract_tests.kit import Kit

_VARYING = re.compile(r"(?=[\w+/=-]*(?:\d|[a-z][A-Z]))[\w+/=-]{16,}|\d+")
"""Numbers, and long runs that look like a key and not like words."""


def constant(text: str) -> str:
    """Write a text without what varies from buyer to buyer."""
    return _VARYING.sub("#", unquote(text))


def shape(answer: Answer) -> str:
    """Write an answer without what varies from buyer to buyer, so that two answers of one kind are equal."""
    parts = [f"{hop.status} {hop.header('location')}" for hop in answer.hops]
    return constant("\n".join([*parts, answer.last.text]))


@dataclass(frozen=True)
class Style:
    """The tokens and headers with which an ordinary registration works, and what the subject says then."""

    token: Callable[[random.Random], str] = strategies.aws_token
    headers: Mapping[str, str] = field(default_factory=lambda: CROSS_SITE)
    event: str = ""
    success: str | None = None
    rejected: str | None = None
    landing: str | None = None
    boilerplate: frozenset[str] = frozenset()
    works: bool = False
    exact: bool = False
    trouble: str = ""

    @property
    def ordinary(self) -> bool:
        """Say whether the subject works with what AWS and browsers really send."""
        return self.works and self.token is strategies.aws_token and bool(self.headers)


def find(kit: Kit, generation: str) -> Style:
    """Try the ordinary way first, then simpler ones, until a registration of this generation is accepted."""
    first: Style | None = None
    for event in kit.subject.events:
        for headers in (CROSS_SITE, {}):
            for token in strategies.SHAPES:
                style = _tried(kit, Style(token, headers, event), generation)
                first = first or style
                if style.works:
                    return style
    assert first is not None
    return first


def _tried(kit: Kit, style: Style, generation: str) -> Style:
    kit.style = style
    use(kit)
    case = kit.case()
    landing = case.visit(lambda: case.browser().get(), {}).answer
    greeting = landing.page.sentences if landing.status < 400 else frozenset()
    rejected = case.register({TOKEN_FIELD: kit.new_token()}).answer
    kit.style = style = replace(
        style, landing=shape(Answer(landing.hops[-1:])), rejected=shape(rejected), boilerplate=greeting
    )
    buyer = case.buyer(generation=generation)
    visit = case.register(case.form(buyer.agreements[0]))
    if not _went_well(kit, visit, rejected):
        exact = bool(visit.asked) and all(each["token"] == visit.form[TOKEN_FIELD] for each in visit.asked)
        return replace(style, trouble=_trouble(case, visit), exact=exact)
    with suppress(NotVerified):  # what is wrong with the probe is told by whoever looks at it
        kit.probe.find_moving()
    common = greeting | (visit.answer.page.sentences & rejected.page.sentences)
    return replace(style, works=True, success=shape(visit.answer), boilerplate=common)


def _went_well(kit: Kit, visit: Visit, rejected: Answer) -> bool:
    answer = visit.answer
    if getattr(kit.driver, "accepted", None) is not None:
        return kit.accepted(answer)
    if kit.failed(answer) or visit.outcome != "ok":
        return False
    if shape(answer) == shape(rejected):
        return True  # it says the same to everybody, which is a matter of its own
    return shape(answer) != kit.style.landing and not wording.blames_token(kit.message(answer))


def _trouble(case: Case, visit: Visit) -> str:
    if not visit.asked:
        return (
            f"the subject never asked the emulator about the token, and told the buyer {case.quoted(visit)}; "
            "does its environment have AWS_ENDPOINT_URL_MARKETPLACE_METERING?"
        )
    return f"AWS answered {visit.outcome}, and the buyer was told {case.quoted(visit)}"


def use(kit: Kit) -> None:
    """Speak to the subject in the kit's present style."""
    if kit.style.event:
        kit.subject.event = kit.style.event
