"""Buyers who come at the same moment, and a gate at AWS that answers the subject's requests for them at the same moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from marketplace_contracts.answer import Answer
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import NotVerified

BUYERS, ONE_FORM, TWO_TABS = "buyers", "one form", "two tabs"
"""The ways in which buyers come at once: several buyers, one form twice, two forms of one agreement."""


class Meeting:
    """Requests that may meet at a gate. `met` says that they did, `apart` that they did not although the gate waited.

    A subject that makes the second request wait for the first, with a lock or because it has one worker, never asks AWS for
    both at once. The gate then lets each go alone, late, and nothing is judged by that.
    """

    met = apart = False


def walk_at_once(come: Callable[[int], Answer], buyers: int) -> list[Answer | Exception]:
    """Let this many buyers come at the same moment, each on a thread; return what each was answered, or what was raised."""
    answers: list[Answer | Exception] = [NotVerified("the buyer never came")] * buyers
    ready = threading.Barrier(buyers)

    def come_at_once(index: int) -> None:
        ready.wait()
        try:
            answers[index] = come(index)
        except Exception as error:
            answers[index] = error

    threads = [threading.Thread(target=come_at_once, args=(index,), daemon=True) for index in range(buyers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@contextlib.contextmanager
def meeting(kit: Kit, way: str = BUYERS, patience: float = 1.0, *, interleaved: bool = False) -> Iterator[Meeting]:
    """Open a gate for requests that come in this way, unless such requests never met before.

    `patience` lengthens the time that the gate waits. The gate is for pairs, because a server may answer only a few requests
    at a time; the first time it is for one pair.
    """
    meet, meets = Meeting(), kit.findings.meets.get(way)
    interleaving = kit.subject.interleaving
    with interleaving.on() if interleaving and interleaved else contextlib.nullcontext():
        if meets is False:
            yield meet
            return
        at_most = kit.settings.pauses.gate * patience
        with kit.circumstances.gate(at_most, once=meets is None) as gate:
            yield meet
            came, opened = gate()
    if opened:
        kit.findings.meets[way] = meet.met = True
    elif came:
        kit.findings.meets[way] = meets is True  # once is an accident of a busy machine
        meet.apart = True
