"""The pages for a dead token, invalid or expired, and whether a buyer with a good one gets the same page."""

from __future__ import annotations

from enum import Enum

from marketplace_contracts.answer import Answer
from marketplace_contracts.case import Case
from marketplace_contracts.episodes import FAILURES
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import A_SENTENCE
from marketplace_contracts.sameness import Alike, vocabulary
from marketplace_contracts.story import Died, NotVerified

DEAD = ("invalid token", "expired token")
SAMPLES = 3


class Same(Enum):
    """Whether an answer is the page for a dead token."""

    YES = "gets the same"
    NO = "gets another"
    UNSEEN = "may get another"
    """A script, or another site, may tell the difference from what moves; or too much moves to compare."""


def same_as_dead(kit: Kit, answer: Answer) -> Same:
    """Compare an answer with those for a dead token: addresses, body and scripts, and the status where no buyer can read the page."""
    seen = [_compare(kit, samples, answer) for samples in _dead_answers(kit)]
    return next((each for each in (Same.YES, Same.UNSEEN) if each in seen), Same.NO)


def _dead_answers(kit: Kit) -> list[list[Answer]]:
    """Return some answers for each way in which AWS calls a token dead."""
    return [kit.once(("dead", name), lambda name=name: _dead_visits(kit, name)) for name in DEAD]  # type: ignore[misc]


def _dead_visits(kit: Kit, name: str) -> list[Answer]:
    kit.service.check()
    case = Case(kit)
    forms = [case.form(case.buyer().agreements[0]) for _ in range(SAMPLES)]
    case.fault(FAILURES[name].does, **FAILURES[name].rule)
    try:
        return [case.register(form).answer for form in forms]
    except Died:
        raise NotVerified("a dead token stops the subject", "failures-next-buyer-served") from None
    finally:
        case.clear_faults()


def _compare(kit: Kit, samples: list[Answer], answer: Answer) -> Same:
    if answer.failure or any(each.failure for each in samples):
        return Same.NO
    written = _readable(kit, [*samples, answer])
    kind = Alike.of(samples, status=not written, everywhere=kit.style.boilerplate)
    if kind is None:
        return Same.UNSEEN
    if not kind.shows(answer):
        return Same.NO
    return Same.YES if written or answer.json or not kind.moves else Same.UNSEEN


def _readable(kit: Kit, answers: list[Answer]) -> bool:
    """Return whether these are pages whose text the buyer reads as the server wrote it; of few words, a script may write the rest."""
    if any(not each.html or each.last.header("location") for each in answers):
        return False
    if not any(each.page.scripts for each in answers):
        return True
    said = frozenset[str].intersection(*(vocabulary(each, kit.style.boilerplate) for each in answers))
    return sum(max(1, len(word) // 8) for word in said) >= A_SENTENCE  # some scripts have no spaces
