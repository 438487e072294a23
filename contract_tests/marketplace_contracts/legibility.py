"""Whether the kit can judge the words of a page."""

from __future__ import annotations

from marketplace_contracts import wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.kit import Kit


def legible(kit: Kit, answer: Answer, *, wholly: bool = False) -> bool:
    """Say whether the kit can judge the words of a page, and note it where it cannot.

    Of a page on another site it knows the address, and of one that a script draws the title, too, which is enough to find
    blame in it, and not to find it `wholly` lacking.
    """
    if answer.failure:
        return False
    if wholly and answer.status < 400 and answer.status >= 300:
        kit.findings.miss("the buyer is sent to another site, whose page the kit does not open")
        return False
    if not all(wording.known(answer.page.language, text) for text in (kit.style.message(answer), answer.told)):
        kit.findings.miss(
            f"the page's language ({answer.page.language or 'not named'}) is none whose words the kit knows"
        )
        return False
    if kit.style.drawn(answer) and (wholly or not kit.style.message(answer).strip()):
        kit.findings.miss("the page is drawn by a script, so that its words cannot be read")
        return False
    return True
