"""Trying a contract and giving the verdict."""

from __future__ import annotations

import time
from functools import partial
from typing import Literal

from marketplace_contracts.case import Case
from marketplace_contracts.contract import Contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.search import try_examples
from marketplace_contracts.story import Broken, Died, NotVerified, Story, SubjectLost, short
from marketplace_contracts.style import Style
from marketplace_contracts.style_search import find_style, speak
from marketplace_contracts.success import accepted
from marketplace_contracts.verdict import Verdict

BUG = "the kit itself failed, which is a bug"


def judge(contract: Contract, kit: Kit) -> Verdict:
    """Try a contract in all its turns, and record the verdict in the kit's findings."""
    started = time.perf_counter()

    def verdict(
        which: Literal["holds", "broken", "not_verified"],
        reason: str = "",
        story: Story | None = None,
        expected: str = "",
        *,
        cause: str = "",
        hindered: bool = False,
    ) -> Verdict:
        seconds = time.perf_counter() - started
        made = Verdict(contract, which, reason, story, expected, seconds, cause, hindered)
        kit.findings.judged(made)
        return made

    turns = list(contract.turns(list(kit.buyers.products)))
    missing: dict[str, str] = {}
    hindered = False
    for turn in turns:
        kit.begin(turn)
        try:
            _prepare(contract, kit)
            _try_turn(contract, kit, max(1, round(kit.settings.examples * contract.share / len(turns))))
        except Broken as broken:
            return verdict("broken", f"{broken.seen} ({turn})", broken.story, broken.expected)
        except NotVerified as reason:
            missing.setdefault(str(reason), reason.cause)
            hindered = hindered or reason.hindered
        except SubjectLost as lost:
            return verdict("not_verified", f"the subject was lost: {lost}")
        except Died as died:
            return verdict("broken", f"{died} ({turn})", died.story, "the subject keeps running")
        except Exception as bug:  # the run reports what it has learned, whatever happens
            said = " ".join(f"{type(bug).__name__}: {bug}".split())
            return verdict("not_verified", f"{BUG}: {short(said, 200)}", hindered=True)
        finally:
            missing |= kit.findings.missing
            kit.circumstances.end()
    if not turns:
        missing.setdefault(f"there is no product of generation {' or '.join(contract.generations)} (--product)", "")
    if missing:
        cause = next((each for each in missing.values() if each), "")
        return verdict("not_verified", "; ".join(missing), cause=cause, hindered=hindered)
    return verdict("holds")


def _prepare(contract: Contract, kit: Kit) -> None:
    """Find the subject's style; raise NotVerified if the contract cannot be judged with it."""
    speak(kit, _known_style(kit, kit.turn.generation))
    if kit.style.misunderstands and not contract.kinds:  # those judge it themselves
        raise NotVerified(kit.style.misunderstands)
    _check_products(kit)
    if contract.family != "failures":
        kit.service.check()


def _known_style(kit: Kit, generation: str) -> Style:
    """Return the style for products of a generation; the first time, find it, and then restore the present style."""
    known = kit.findings.styles.get(generation)
    if known is None:
        present = kit.style
        with kit.circumstances.ordinary():
            known = find_style(kit, generation)
        kit.findings.learned(generation, known)
        speak(kit, present)
    return known


def _check_products(kit: Kit) -> None:
    """Raise NotVerified if the subject refuses every buyer, perhaps because it reads several product codes as one."""
    products = kit.buyers.products
    if len(products) > 1 and kit.style.turns_down and all(_known_style(kit, each).turns_down for each in products):
        codes = ",".join(products.values())
        raise NotVerified(
            f"the subject refuses every buyer that AWS names; if it does not sell PRODUCT_CODE={codes} but one of these, "
            f"choose one with --product or --generation: {kit.style.trouble}"
        )


def _try_turn(contract: Contract, kit: Kit, examples: int) -> None:
    """Try a contract in the present turn; afterwards, if in doubt, check that the subject still serves buyers."""
    try:
        try:
            _try(contract, kit, examples)
        except Died:  # something else may have killed it
            _try(contract, kit, examples)
    except Exception:
        kit.service.doubt()
        _check_served(contract, kit)
        raise
    _check_served(contract, kit)


def _try(contract: Contract, kit: Kit, examples: int) -> None:
    function = partial(contract.function, kit)
    try:
        if contract.vary:
            try_examples(contract, function, examples, kit.settings.seed, kit.settings.pauses.shrink)
        else:
            function()
    except Broken as broken:
        for control in contract.controls:
            control(kit, **broken.drawn)
        raise


def _check_served(contract: Contract, kit: Kit) -> None:
    """Register an ordinary buyer if something has failed, so that the next contract is not blamed for it.

    Raise NotVerified if the present contract may not be to blame either.
    """
    if not kit.style.lasting or not kit.service.doubted or kit.service.nobody:
        return  # if only the first buyer was served, nothing has stopped since
    with kit.circumstances.ordinary():
        try:
            case = Case(kit)
            visit = case.register(case.form(case.buyer().agreements[0]))
            if accepted(kit, visit.answer):
                kit.service.confirm()
                return
        except (Died, NotVerified, SubjectLost):
            return  # it was restarted or is lost; the next contract reports that
    kit.service.stop(
        case.broken(
            f"an ordinary buyer is registered after {contract.id} was tried",
            f"the buyer was told {case.quoted(visit)}",
        )
    )
