"""Finding the style of a subject by trying, so that one mistake does not hide all others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marketplace_contracts import strategies, wording
from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.browser import CROSS_SITE, TOKEN_FIELD, Browser
from marketplace_contracts.case import Case
from marketplace_contracts.driver import told
from marketplace_contracts.entry import Entry
from marketplace_contracts.form_filling import asks_something
from marketplace_contracts.kit import Kit
from marketplace_contracts.look import Look
from marketplace_contracts.same_site import same_site
from marketplace_contracts.sameness import Alike
from marketplace_contracts.signup_search import SignupSearch
from marketplace_contracts.step_search import finds_step
from marketplace_contracts.story import NotVerified
from marketplace_contracts.style import Style
from marketplace_contracts.subject import at_a_url
from marketplace_contracts.success import accepted
from marketplace_contracts.unknown_address import unknown_address
from marketplace_contracts.visit import Visit


def find_style(kit: Kit, generation: str) -> Style:
    """Try the ordinary way first, then simpler ones, until a registration of this generation is accepted."""
    first: Style | None = None
    for event in kit.subject.events:
        for headers in (CROSS_SITE, {}):
            for token in strategies.SHAPES:
                try:
                    style = _learn(kit, Style(token, headers, event), generation)
                except NotVerified:
                    if first is None:
                        raise
                    return first  # the kit waits for no more buyers
                first = first or style
                if style.works:
                    return style
    assert first is not None
    return replace(first, misunderstands=kit.subject.misunderstands())


def _learn(kit: Kit, style: Style, generation: str) -> Style:
    speak(kit, style)
    case = Case(kit)
    landings = [_landing(case) for _ in range(2)]
    greeting = frozenset[str]().union(*(each.page.sentences for each in landings if each.status < 400))
    landing, home = Look.of(*(Answer(each.hops[-1:]) for each in landings)), landings[0].last.url
    rejected = case.register({TOKEN_FIELD: kit.new_token()}).answer
    style = replace(style, landing=landing, home=home, rejected=Look.of(rejected), boilerplate=greeting)
    kit.findings.speak(style)
    before = kit.probe.present()
    browser = case.browser()
    visit = _newcomer(case, generation, browser)
    if finds_step(case, visit, browser):
        return _learn(kit, style, generation)
    if not _went_well(kit, visit, rejected):
        exact = bool(visit.asked) and all(each["token"] == visit.form[TOKEN_FIELD] for each in visit.asked)
        turns_down = (
            _turned_down(visit)
            and not unknown_address(kit, visit)
            and _counted(before) == _counted(kit.probe.present())
        )
        return replace(style, trouble=_trouble(case, visit), exact=exact, turns_down=turns_down)
    shows_buyers, unfinished = kit.probe.learn(_identifiers(kit, visit), before), ""
    if (
        not style.signup
        and not shows_buyers
        and before is not None
        and _counted(before) == _counted(kit.probe.present())
    ):
        way = SignupSearch(case, browser, landings[0], lambda: _appears(kit, visit, before)).way_on(visit.answer)
        if way.steps:
            return _learn(kit, Style(style.token, style.headers, style.event, signup=way.steps), generation)
        unfinished = way.unfinished
    others = []
    for _ in range(2):
        before = kit.probe.present()
        other = _newcomer(case, generation, case.browser())
        if _went_well(kit, other, rejected):
            kit.probe.learn(_identifiers(kit, other), before)
            others.append(other)
    refused = case.register({TOKEN_FIELD: kit.new_token()}).answer
    came, turned = [visit.answer, *(each.answer for each in others)], [rejected, refused]
    style = replace(
        style,
        works=True,
        lasting=len(others) == 2,
        shows_buyers=shows_buyers,
        unfinished=unfinished,
        asks=all(map(asks_something, came)),
        success=Look.of(*came),
        rejected=Look.of(*turned),
        boilerplate=greeting | (_said(*came) & _said(*turned)),
        **_compared(came, turned, greeting),
    )
    before = kit.probe.present()
    returning = _returning(kit, style, case, [visit, *others])
    kit.probe.learn_return(before)
    return replace(style, returning=returning)


def _compared(came: list[Answer], turned: list[Answer], greeting: frozenset[str]) -> dict[str, Any]:
    """Compare the pages of registered buyers with one another, and with those of refused ones."""
    registered, refused = (Alike.of(each, status=True, everywhere=greeting) for each in (came, turned))
    one_page = any(kind and any(map(kind.shows, others)) for kind, others in ((registered, turned), (refused, came)))
    success = Look.of(*came)
    recognised = len(came) > 1 and (all(map(success.shows, came)) or bool(success.said - _said(*turned) - greeting))
    return {"registered": registered, "refused": refused, "one_page": one_page, "recognised": recognised}


def _counted(entries: list[Entry] | None) -> int | None:
    return None if entries is None else len(entries)


def _landing(case: Case) -> Answer:
    """Open the page, unless the kit has waited for it in vain."""
    try:
        return case.visit(lambda: case.browser().get(), {}).answer
    except NotVerified:
        return Answer((Hop("GET", case.kit.subject.url, "", 0, (), b"", 0.0, failure="not opened again"),))


def _identifiers(kit: Kit, visit: Visit) -> tuple[str, ...]:
    return kit.buyers.bought[visit.form[TOKEN_FIELD]].identifiers


def _said(*answers: Answer) -> frozenset[str]:
    return frozenset[str]().union(*(each.page.sentences for each in answers))


def _returning(kit: Kit, style: Style, case: Case, visits: list[Visit]) -> Look | None:
    """Learn the page for a returning buyer, if it differs."""
    kit.findings.speak(style)
    came = visits[0].answer
    again = [case.register(dict(each.form)) for each in visits]
    first = again[0].answer
    message = kit.style.message(first)
    if kit.session.failed(first) or not first.good or wording.blames_token(message) or wording.fails(message):
        return None
    if any(look and look.shows(first) for look in (style.success, style.rejected)) or style.goes_home(first):
        return None
    if not same_site(first.last.onward, came.last.onward):
        return None  # not the site to which a registered buyer is sent
    return Look.of(first, *(each.answer for each in again[1:]))


def _newcomer(case: Case, generation: str, browser: Browser) -> Visit:
    return case.register(case.form(case.buyer(generation=generation).agreements[0]), browser)


def _appears(kit: Kit, visit: Visit, before: list[Entry] | None) -> bool:
    """Return whether the buyer's account is there now."""
    kit.probe.hope()
    return kit.probe.learn(_identifiers(kit, visit), before) or _counted(kit.probe.present()) != _counted(before)


def _went_well(kit: Kit, visit: Visit, rejected: Answer) -> bool:
    answer = visit.answer
    if getattr(kit.session.driver, "accepted", None) is not None:
        return accepted(kit, answer)
    said = told(kit.session.driver, answer)
    if said is not None:
        return "success" in said
    if kit.session.failed(answer) or visit.outcome != "ok":
        return False
    if Look.of(rejected).shows(answer):
        return True  # it says the same to everybody, which another contract reports
    return not kit.style.goes_home(answer) and not wording.blames_token(kit.style.message(answer))


def _turned_down(visit: Visit) -> bool:
    return visit.outcome == "ok" and not visit.answer.failure and visit.answer.status < 500


def _trouble(case: Case, visit: Visit) -> str:
    nowhere = unknown_address(case.kit, visit)
    if not visit.asked:
        why = nowhere or f"{_endpoint(case.kit)} {case.kit.session.unasked}"
        return f"the subject never asked the emulator about the token, and told the buyer {case.quoted(visit)}; {why}"
    unanswered = case.kit.exchanges.unanswered
    also = f"; {unanswered}, and may register nobody without" if unanswered else f"; {nowhere}" if nowhere else ""
    return f"AWS answered {visit.outcome}, and the buyer was told {case.quoted(visit)}{also}"


def _endpoint(kit: Kit) -> str:
    """Ask how the subject finds the emulator."""
    name = "AWS_ENDPOINT_URL_MARKETPLACE_METERING"
    if at_a_url(kit.settings) and not kit.settings.command:
        return f"does its environment have {name}? Or,"
    return f"does its code name another endpoint than the kit's {name}? Or,"


def speak(kit: Kit, style: Style) -> None:
    """Use a style from now on."""
    kit.findings.speak(style)
    if style.event:
        kit.subject.call_by(style.event)
