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
    if any(look and look.shows(answer) for look in (style.success, style.returning)):
        return True
    if style.goes_home(answer):
        return False
    if not style.success:
        return not style.drawn(answer) and not wording.explains(style.message(answer))
    if answer.good:
        return _understood(kit, answer)
    return _claimed(kit, answer)


def _claimed(kit: Kit, answer: Answer) -> bool:
    """Return whether a page reports success although AWS gave no good answer: it has the sentences of the success page, or other words of success."""
    style = kit.style
    success = style.success
    same = success is not None and success.said and success.said <= answer.page.sentences and not style.drawn(answer)
    beyond = style.message(answer, beyond=style.well_said)
    if same or (style.well_said and style.well_said <= answer.page.sentences and not wording.fails(beyond)):
        return True
    return wording.known(answer.page.language, answer.page.text) and wording.succeeds(style.message(answer))


def _understood(kit: Kit, answer: Answer) -> bool:
    """Return whether a page that the kit does not know, after a good answer of AWS, reports success."""
    style = kit.style
    well_said = style.well_said
    if style.rejected and style.rejected.shows(answer):
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
    raise NotVerified(
        "the kit cannot tell whether this page reports success, and gives the subject the benefit of the doubt; give the "
        f"driver an accepted(): the buyer was told {short(answer.told, 160)!r}"
    )


def _is_stored(kit: Kit, token: str) -> bool | None:
    """Return whether the buyer of a token is stored; None if the probe does not show buyers."""
    purchase = kit.buyers.bought.get(token)
    if not kit.style.shows_buyers or purchase is None:
        return None
    return any(each.holds(purchase.identifiers) for each in kit.probe.entries())
