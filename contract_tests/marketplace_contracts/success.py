"""Whether an answer tells the buyer that the registration succeeded."""

from __future__ import annotations

from marketplace_contracts import wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.driver import ask, told
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import NotVerified, short


def accepted(kit: Kit, answer: Answer) -> bool:
    """Return whether an answer reports success; raise NotVerified if the kit cannot tell."""
    if hasattr(kit.session.driver, "accepted"):
        return bool(ask(kit.session.driver, "accepted", answer))
    said = told(kit.session.driver, answer)
    if said is not None:
        return "success" in said
    style = kit.style
    if kit.session.failed(answer):
        return False
    if style.one_page and style.success and (style.as_registered(answer) or style.success.shows(answer)):
        return _settled(kit, answer)
    if style.as_registered(answer):
        return True
    if style.goes_home(answer):
        return False
    if not style.success:
        if style.drawn(answer) or not wording.known(answer.page.language, answer.told, few=not answer.json):
            raise _unknown(answer, "the kit has seen no page of a registered buyer")
        return not wording.explains(style.message(answer))
    if answer.good:
        return _understood(kit, answer)
    return _claimed(kit, answer)


def _settled(kit: Kit, answer: Answer) -> bool:
    """Return whether the one page for registered and refused buyers reports success; only what is stored can settle that."""
    if answer.good and _is_stored(kit, answer.token):
        return True
    if answer.good:
        raise _unknown(answer, "a refused buyer gets the same page as a registered one", "failures-not-told-as-success")
    if kit.style.drawn(answer):
        raise _unknown(answer, "a script draws the page, which is the same for refused and registered buyers")
    return True


def _claimed(kit: Kit, answer: Answer) -> bool:
    """Return whether a page reports success although AWS gave no good answer: it has the sentences of the success page, or other words of success."""
    style = kit.style
    sentences = answer.page.sentences
    said = style.success.said if style.success and style.recognised and not style.drawn(answer) else frozenset()
    same = said <= sentences and 2 * len(said) > len(sentences)  # more than the title
    beyond = style.message(answer, beyond=style.well_said)
    if same or (style.well_said and style.well_said <= sentences and not wording.fails(beyond)):
        return True
    if wording.known(answer.page.language, answer.page.text) and wording.succeeds(style.message(answer)):
        return True
    refused = style.rejected is not None and style.rejected.shows(answer) and not style.one_page
    if refused or style.recognised or wording.explains(style.message(answer)):
        return False
    raise _unknown(answer, "the pages of registered buyers differ, so the kit would not recognise one")


def _understood(kit: Kit, answer: Answer) -> bool:
    """Return whether a page that the kit does not know, after a good answer of AWS, reports success."""
    style = kit.style
    well_said = style.well_said
    if style.rejected and style.rejected.shows(answer) and not style.one_page:
        return False
    if well_said and well_said <= answer.page.sentences:
        return True
    message = style.message(answer, beyond=well_said)
    if wording.blames_token(message) or wording.fails(message):
        return False
    stored = _is_stored(kit, answer.token)
    if stored is not None:
        return stored or wording.succeeds(style.message(answer))
    if well_said & answer.page.sentences:
        return True
    words = wording.known(answer.page.language, answer.page.text) and not style.drawn(answer) and answer.status < 300
    if words and not wording.explains(message):
        return True
    raise _unknown(answer, "the kit cannot tell whether this page reports success")


def _unknown(answer: Answer, why: str, cause: str = "") -> NotVerified:
    said = f"{why}: {short(answer.told, 160)!r}; an accepted(answer) of the driver decides it"
    return NotVerified(said, cause)


def _is_stored(kit: Kit, token: str) -> bool | None:
    """Return whether the buyer of a token is stored; None if the probe does not show buyers."""
    purchase = kit.buyers.bought.get(token)
    if not kit.style.shows_buyers or purchase is None:
        return None
    return any(each.holds(purchase.identifiers) for each in kit.probe.entries())
