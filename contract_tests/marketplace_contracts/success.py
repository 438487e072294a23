"""Whether a buyer who gets an answer takes it that the registration went well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marketplace_contracts import wording
from marketplace_contracts.buyer import Answer
from marketplace_contracts.story import NotVerified, short

if TYPE_CHECKING:
    from marketplace_contracts.kit import Kit


def told(kit: Kit, answer: Answer) -> bool:
    """Say whether an answer tells of success, or raise NotVerified where that cannot be told."""
    style = kit.style
    if kit.failed(answer):
        return False
    if any(look and look.shows(answer) for look in (style.success, style.returning)):
        return True
    if style.goes_home(answer):
        return False
    if not style.success:
        return not kit.drawn(answer) and not wording.explains(kit.message(answer))
    if answer.good:
        return _understood(kit, answer)
    return _claimed(kit, answer)


def _claimed(kit: Kit, answer: Answer) -> bool:
    """Say whether a page that no good answer of AWS led to tells of success all the same: with its words, or with such."""
    success = kit.style.success
    same = success is not None and success.said and success.said <= answer.page.sentences and not kit.drawn(answer)
    well_said = _well_said(kit)
    beyond = kit.message(answer, beyond=well_said)
    if same or (well_said and well_said <= answer.page.sentences and not wording.fails(beyond)):
        return True
    return wording.known(answer.page.language, answer.page.text) and wording.succeeds(kit.message(answer))


def _understood(kit: Kit, answer: Answer) -> bool:
    """Say whether a page that AWS's good answer led to, and that is none that the kit knows, tells of success."""
    style, well_said = kit.style, _well_said(kit)
    if style.rejected and style.rejected.shows(answer):
        return False
    if well_said and well_said <= answer.page.sentences:
        return True
    message = kit.message(answer, beyond=well_said)
    if wording.blames_token(message) or wording.fails(message):
        return False
    stored = _holds(kit, answer.token)
    if stored is not None:
        return stored or wording.succeeds(kit.message(answer))
    if well_said & answer.page.sentences:
        return True
    words = wording.known(answer.page.language, answer.page.text) and not kit.drawn(answer) and answer.status < 300
    if words and not wording.explains(message):
        return True
    raise NotVerified(
        "the kit cannot tell whether the buyer was told of success, and gives the subject the benefit of the doubt; give the "
        f"driver an accepted(): the buyer was told {short(answer.told, 160)!r}"
    )


def _well_said(kit: Kit) -> frozenset[str]:
    """What only the page of a registered buyer says."""
    success = kit.style.success
    return success.said - kit.style.boilerplate if success else frozenset()


def _holds(kit: Kit, token: str) -> bool | None:
    """Say whether what is stored has the buyer of a token; None where the probe does not show buyers."""
    if not kit.style.shows_buyers or token not in kit.bought:
        return None
    return any(each.holds(kit.bought[token]) for each in kit.probe.entries())
