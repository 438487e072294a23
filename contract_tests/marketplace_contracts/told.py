"""What a buyer was told in an episode, and whether the kit can read it."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace_contracts import wording
from marketplace_contracts.buyer import Answer
from marketplace_contracts.episodes import FAILURES, Episode, episode
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import Broken, NotVerified


def broken(lived: Episode, expected: str, seen: str) -> Broken:
    """Make the verdict, with the episode's story."""
    return Broken(lived.story, f"{expected}, when AWS {lived.failure.told}", seen)


def episodes(kit: Kit) -> Iterator[Episode]:
    """Live through all failures, as far as that is possible."""
    for name in FAILURES:
        try:
            yield episode(kit, name)
        except NotVerified as missing:
            kit.miss(str(missing))


def readable(kit: Kit, answer: Answer, *, wholly: bool = False) -> bool:
    """Say whether the kit can judge the words of a page, and note it where it cannot.

    Of a page on another site it knows the address, and of one that a script draws the title, too, which is enough to find
    blame in it, and not to find it `wholly` lacking.
    """
    if answer.failure:
        return False
    if wholly and answer.status < 400 and answer.status >= 300:
        kit.miss("the buyer is sent to another site, whose page the kit does not open")
        return False
    if not all(wording.known(answer.page.language, text) for text in (kit.message(answer), answer.told)):
        kit.miss(f"the page's language ({answer.page.language or 'not named'}) is none whose words the kit knows")
        return False
    if kit.drawn(answer) and (wholly or not kit.message(answer).strip()):
        kit.miss("the page is drawn by a script, so that its words cannot be read")
        return False
    return True
