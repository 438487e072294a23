"""Read a timeline in a test, as short lines."""

from __future__ import annotations

from typing import Any, Unpack

import pytest

from marketplace_emulator import Marketplace, Remote
from marketplace_emulator.console import timeline
from marketplace_emulator.console.timeline import Entry, Timeline
from marketplace_emulator.exchange_filter import ExchangeFilter


def told(marketplace: Marketplace, **wanted: Unpack[ExchangeFilter]) -> list[str]:
    """Return the texts of a timeline's arrows, one line for each entry."""
    return [line(each) for each in read(marketplace, wanted).entries]


def read(marketplace: Marketplace, wanted: ExchangeFilter, **where: Any) -> Timeline:
    """Read a page of a timeline."""
    with marketplace.world.transaction():
        return timeline.of(marketplace.world, wanted, **where)


def line(entry: Entry) -> str:
    """Write an entry as `ResolveCustomer > ok`."""
    return " > ".join(each.text for each in entry.arrows)


def resolve(marketplace: Marketplace | Remote, token: str, refused: str | None = None) -> None:
    """Ask AWS about a token, as a seller does."""
    aws = marketplace.client("meteringmarketplace")
    if refused is None:
        aws.resolve_customer(RegistrationToken=token)
    else:
        with pytest.raises(aws.exceptions.from_code(refused)):
            aws.resolve_customer(RegistrationToken=token)
