"""A market whose fixture file has steps, on a frozen clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.duration import iso, moment

NOW = 1_800_000_000.0
WORLD = """
products:
  - {name: crm, product_code: crm, generation: legacy, dimensions: [{key: calls}, {key: seats, types: [Entitled]}]}
  - {name: disk, product_code: disk, dimensions: [{key: gb}]}
buyers: [{name: elm, customer_aws_account_id: "210987654321"}, {name: fir}]
offers:
  - {name: basic, product: crm, auto_renew: false}
  - {name: team, product: crm, duration: P12M, auto_renew: true, entitlements: {seats: 50}}
agreements:
  - {name: year, product: crm, buyer: elm, duration: P12M, auto_renew: true}
  - {name: trial, product: disk, buyer: fir, free_trial_days: 14}
  - {name: unpaid, product: disk, buyer: fir, payment: fails}
steps:
"""


class Market:
    """A market on a frozen clock, with what happened to its agreements."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace

    def agreement(self, name: str) -> Mapping[str, Any]:
        """Return the agreement of a name."""
        (found,) = (each for each in self.marketplace.agreements() if each["name"] == name)
        return found

    def statuses(self) -> dict[str, str]:
        """Return the status of each agreement by name."""
        return {each["name"]: each["status"] for each in self.marketplace.agreements()}

    def history(self, name: str) -> list[tuple[str, str]]:
        """Return the steps of an agreement, and how long after the start of the world each was taken."""
        taken = self.marketplace.agreement(self.agreement(name)["agreement_id"])["history"]
        return [(each["step"], length(moment(each["at"], NOW))) for each in taken if each["refusal"] is None]

    def messages(self) -> list[tuple[float, str, str]]:
        """Return all messages so far: when each came, its type, and the name of the agreement that it is about."""
        names = {each["agreement_id"]: each["name"] for each in self.marketplace.agreements()}
        events = self.marketplace.events()
        return [(moment(each["at"], NOW), each["type"], names[str(each["agreement_id"])]) for each in events]

    def events(self, name: str) -> list[tuple[str, str]]:
        """Return the messages about an agreement, and how long after the start of the world each came."""
        return [(type_, length(at)) for at, type_, about in self.messages() if about == name]


def length(at: float) -> str:
    """Write a time as what a fixture file calls it, in days."""
    days = (at - NOW) / 86400
    return f"now{days:+.10g}d"


@pytest.fixture
def plant(tmp_path: Path) -> Iterator[Any]:
    """Return a function that makes a world with steps, planted on a frozen clock."""
    opened: list[Marketplace] = []

    def made(*steps: str, more: str = "", store: str = "sqlite://") -> Market:
        opened.append(Marketplace(written(tmp_path, *steps, more=more), store=store))
        opened[-1].clock.freeze()
        opened[-1].clock.set(iso(NOW))
        opened[-1].reset(only="products,buyers")
        return Market(opened[-1])

    yield made
    for each in opened:
        each.close()


def written(folder: Path, *steps: str, more: str = "") -> Path:
    """Write a file with steps, and with more entries."""
    file = folder / "world.yaml"
    file.write_text(WORLD + "".join(f"  - {{{step}}}\n" for step in steps) + more)
    return file
