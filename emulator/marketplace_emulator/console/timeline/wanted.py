"""What a timeline is asked for: the one filter for exchanges, and what it means for all else that happened."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace_emulator import nouns
from marketplace_emulator.control import exchanges as control
from marketplace_emulator.exchange_filter import ExchangeFilter
from marketplace_emulator.store import exchanges as stored
from marketplace_emulator.store.happened import NOUNS, Happened
from marketplace_emulator.world import World

_LEADS = {"license_arn": "agreement_id", "customer_identifier": "customer_aws_account_id"}
"""Nouns that lead to exactly one of NOUNS."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter for exchanges, and what it asks of handovers and of all others: None where none of them can match."""

    exchanges: stored.Wanted
    handovers: Happened | None
    others: Happened | None
    until: int | None
    token: str | None
    agreement_id: str | None


def read(world: World, asked: ExchangeFilter, until: int | None) -> Wanted:
    """Read a filter, for all up to an exchange if its number is given; raise Problem for an operation that does not exist."""
    wanted = control.wanted(world, control.Filter(**asked))
    about = _leading(world, {name: each for name, each in wanted.about.items() if name != "token"})
    others = None
    if about is not None and not wanted.columns:
        ends = [None if each is None else stored.machine_time(world.store, each) for each in (wanted.after, until)]
        others = Happened(about, wanted.since, *ends)
    token = wanted.about.get("token")
    return Wanted(wanted, others, others if token is None else None, until, token, wanted.about.get("agreement_id"))


def _leading(world: World, about: dict[str, str]) -> dict[str, str] | None:
    """Return the nouns by which what happened is found; None if nothing but a request can be about the given ones."""
    found: dict[str, str] = {}
    for noun, identifier in about.items():
        led = nouns.all_of(world.store, [(noun, identifier)]) if noun in _LEADS else {(noun, identifier): None}
        to = _LEADS.get(noun, noun)
        its = [each for name, each in led if name == to]
        if to not in NOUNS or not its or found.get(to, its[0]) != its[0]:
            return None
        found[to] = its[0]
    return found
