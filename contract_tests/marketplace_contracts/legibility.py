"""Whether the kit can judge the words of a page."""

from __future__ import annotations

from marketplace_contracts import wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.kit import Kit


def legible(kit: Kit, answer: Answer, *, wholly: bool = False) -> bool:
    """Return whether the kit can judge the words of a page; if not, note why as missing.

    Of a page on another site the kit knows only the address, and of one that a script draws also the title. That is enough
    to find blame, but not to find that the `wholly` read page lacks something.
    """
    if answer.failure:
        return False
    if wholly and answer.status < 400 and answer.status >= 300:
        kit.findings.miss("the buyer is redirected to another site, whose page the kit does not open")
        return False
    if not all(wording.known(answer.page.language, text) for text in (kit.style.message(answer), answer.told)):
        kit.findings.miss(f"the kit does not know words of the page's language ({answer.page.language or 'not named'})")
        return False
    if kit.style.drawn(answer) and (wholly or not kit.style.message(answer).strip()):
        kit.findings.miss("a script draws the page, so the kit cannot read its words")
        return False
    return True
