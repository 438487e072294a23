"""What must be so before buyers who come at once can be judged."""

from __future__ import annotations

import time
from collections.abc import Iterator

from marketplace_contracts.case import Case
from marketplace_contracts.kit import Kit
from marketplace_contracts.meeting import BUYERS
from marketplace_contracts.story import NotVerified

ONE_BY_ONE = (
    "the subject asked AWS for the second buyer only after the first was answered; run it with several workers or threads, as in "
    "production"
)
"""The reason if no two requests ever met."""


def rounds(kit: Kit, few: int, many: int) -> Iterator[bool]:
    """Yield, for each time that buyers come at once, whether the kit interleaves their requests.

    Requests that the kit interleaves meet between any two calls of the seller's code, unless a lock holds them apart. A busy
    machine may hold one of them up for longer than the other pauses, so the kit interleaves twice, after once without.
    The requests of a server, which the kit cannot interleave, come many times, if they are quick: they meet where the
    server waits between looking and storing, as for a database beyond a network, but only sometimes where it does not
    wait, as with SQLite.
    """
    if kit.subject.interleaving:
        yield from (False, True, True)
        return
    end = time.monotonic() + kit.settings.pauses.race
    for number in range(many):
        if number < few or time.monotonic() < end:
            yield False


def need_two_at_once(kit: Kit) -> None:
    """Raise NotVerified if the subject never asks AWS for two buyers at once; the second time, wait longer."""
    if not kit.subject.concurrent:
        raise NotVerified("this subject takes one request at a time")
    if BUYERS not in kit.findings.meets:
        _let_two_meet(kit)
    if kit.findings.meets.get(BUYERS) is False:
        raise NotVerified(ONE_BY_ONE)


def _let_two_meet(kit: Kit) -> None:
    for patience in (1.0, 2.0):
        kit.findings.meets.pop(BUYERS, None)
        case = Case(kit)
        case.register_together([case.form(case.buyer().agreements[0]) for _ in range(2)], patience=patience)
        if kit.findings.meets.get(BUYERS, True):
            return
