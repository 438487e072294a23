"""Whether the kit can judge the words of a page."""

from __future__ import annotations

from marketplace_contracts import wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.kit import Kit

A_SENTENCE = 4
"""A message with this many words explains a failure, even if the kit does not know the words."""
AS_SUCCESS = "the buyer gets a page of success", "failures-not-told-as-success"
"""A reason, and the contract that reports it."""
DECIDES = "a told(answer) of the driver decides it"


def legible(kit: Kit, answer: Answer, *, wholly: bool = False) -> bool:
    """Return whether the kit can judge the words of a page; if not, note why as missing."""
    reason = illegible(kit, answer, wholly=wholly)
    if reason and not answer.failure:
        kit.findings.miss(f"{reason}; {DECIDES}")
    return not reason


def illegible(kit: Kit, answer: Answer, *, wholly: bool = False) -> str:
    """Return why the kit cannot judge the words of a page; an empty text if it can.

    Of a page on another site the kit knows only the address, and of one that a script draws also the title. That is enough
    to find blame, but not to find that the `wholly` read page lacks something.
    """
    if answer.failure:
        return answer.failure
    if wholly and 300 <= answer.status < 400:
        return "the buyer is redirected to another site, whose page the kit does not open"
    texts = kit.style.message(answer), answer.told
    if not all(wording.known(answer.page.language, text, few=not answer.json) for text in texts):
        return foreign(answer)
    if kit.style.drawn(answer) and (wholly or not kit.style.message(answer).strip()):
        return scripted(answer)
    return ""


def foreign(answer: Answer) -> str:
    """Return why the kit does not know the words of an answer."""
    if answer.json:
        return "the buyer gets JSON and no page, and the kit knows no words of it"
    return f"the kit does not know words of the page's language ({answer.page.language or 'not named'})"


def scripted(answer: Answer) -> str:
    """Return why the kit cannot read a page that has scripts and no words of its own."""
    if answer.page.drawn():
        return "a script draws the page, so the kit cannot read its words"
    return "the page has scripts and only words that every page of the subject has, so a script may write the rest"


def unexplained(kit: Kit, answer: Answer) -> bool:
    """Return whether a page says neither what is wrong nor what to do, as far as the kit can read it."""
    message = kit.style.message(answer)
    return (
        not illegible(kit, answer, wholly=True) and not wording.explains(message) and len(message.split()) < A_SENTENCE
    )
