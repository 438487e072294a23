"""Whom an answer blames: as the driver says, or else by its words, and by whether a buyer with a dead token gets the same answer."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace_contracts import driver, wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.dead_token import Same, same_as_dead
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import DECIDES, illegible
from marketplace_contracts.story import NotVerified


@dataclass(frozen=True)
class Blaming:
    """What an answer tells a buyer whose token is good.

    `blame` has the words that blame the token. The answer `serves` a buyer whose trouble passes or is the seller's, and
    leads a buyer with a dead token `back`. If the kit cannot say, `doubt` says why.
    """

    blame: str = ""
    serves: bool = False
    back: bool = False
    same: Same = Same.NO
    doubt: str = ""


def blaming(kit: Kit, answer: Answer) -> Blaming:
    """Find out whom an answer blames. Where its words leave a doubt, the same answer for a dead token can settle it."""
    said = driver.told(kit.session.driver, answer)
    if said is not None:
        serves = bool(said & {"passing", "ours"})
        return Blaming("" if serves or "token" not in said else "as the driver's told() says", serves, "token" in said)
    message, unknown, unread = kit.style.message(answer), illegible(kit, answer), illegible(kit, answer, wholly=True)
    if not unknown and (blame := wording.blames_token(message)):
        return Blaming(blame)
    same, perhaps = same_as_dead(kit, answer), (not unread and wording.blames_alike(message)) or ""
    if perhaps and same is Same.YES:
        return Blaming(perhaps, same=same)
    if unknown:
        return Blaming(same=same, doubt=unknown)
    serves = wording.says_passing(message) or wording.says_ours(message)
    if same is Same.YES:
        serves = serves or (wording.names_contact(message) and not wording.names_token(message))
    else:
        serves = serves or (not unread and not perhaps and wording.offers_help(answer.told))
    doubt = unread or (f"it is not clear whether {perhaps!r} blames the token" if perhaps else "")
    if same is Same.UNSEEN and not doubt:
        doubt = "something on the page moves, from which a script may write the rest"
    return Blaming(serves=serves, back=wording.leads_back(message), same=same, doubt="" if serves else doubt)


def doubtful(told: Blaming) -> NotVerified | None:
    """Return why the kit cannot say whom an answer blames, and what decides it; None if it can say."""
    if told.blame or told.serves:
        return None
    if told.same is Same.YES:
        return NotVerified(f"a buyer with a dead token gets the same answer, and {DECIDES}", "failures-told-apart")
    if not told.doubt:
        return None
    return NotVerified(f"a buyer with a dead token {told.same.value} answer, but {told.doubt}; {DECIDES}")
