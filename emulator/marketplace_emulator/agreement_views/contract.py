"""What an agreement's contract grants: how many units of which dimension, for how long, and at what price."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from marketplace_emulator import amounts
from marketplace_emulator.duration import NEVER
from marketplace_emulator.store import Row, Store, dimensions, entitlements

CURRENCY = "USD"
DAY = 86400
_LENGTH = re.compile(r"P([0-9]+)([DMY])")
_DAYS = {"D": 1.0, "M": 30.4375, "Y": 365.25}


class Contract(msgspec.Struct, frozen=True):
    """An agreement with what it grants, the dimensions of its product, and the prices of each duration for a unit."""

    agreement: Row
    grants: Sequence[Row]
    dimensions: Mapping[str, Row]
    prices: Mapping[str, Mapping[str, str]]

    @property
    def duration(self) -> str:
        """The duration that the buyer chose: the offer's, or else the one with prices that suits the agreement best.

        It suits if it has a price for most of what is granted, and is nearest to the agreement's length.
        """
        given = self.agreement["duration"]
        if given is not None and (given in self.prices or not self.prices):
            return str(given)
        length = given or self.length
        wanted = {each["dimension"] for each in self.grants}
        suited = sorted(self.prices, key=lambda each: (-len(wanted & self.prices[each].keys()), _far(each, length)))
        return suited[0] if suited else length or "P12M"

    @property
    def length(self) -> str | None:
        """The agreement's length from its start to its end, in whole months or else days; None if it has no end."""
        if self.agreement["end_time"] >= NEVER:
            return None
        start, end = (datetime.fromtimestamp(self.agreement[name], UTC) for name in ("start_time", "end_time"))
        months = 12 * (end.year - start.year) + end.month - start.month
        if months and (start.day, start.time()) == (end.day, end.time()):
            return f"P{months}M"
        return f"P{max(1, round((end - start).total_seconds() / DAY))}D"

    def value(self) -> str:
        """Return what the contract costs in all: the offer's price, or that of every unit granted; 0 if nothing is."""
        if self.agreement["price"] is not None:
            return str(self.agreement["price"])
        prices = self.prices.get(self.duration, {})
        granted = (
            (prices[each["dimension"]], units(each["value"])) for each in self.grants if each["dimension"] in prices
        )
        total = sum(amounts.units(price, amounts.PRICE) * count for price, count in granted)
        return amounts.written(total, amounts.PRICE)


def units(value: bool | int | float | str) -> int:
    """Return how many units a granted value counts for: a number's whole units, or one of what has no number."""
    return max(0, int(value)) if isinstance(value, int | float) else 1


def of(store: Store, agreement: Row) -> Contract:
    """Return the contract of an agreement."""
    known = dimensions.of_product(store, agreement["product_code"])
    prices: dict[str, dict[str, Any]] = {}
    for key, row in known.items():
        for duration, price in msgspec.json.decode(row["contract_prices"]).items():
            prices.setdefault(duration, {})[key] = price
    return Contract(agreement, entitlements.of_agreement(store, agreement["agreement_id"]), known, prices)


def _far(duration: str, length: str | None) -> float:
    """Return how far a duration is from another; without another, the longest is the nearest."""
    return -_days(duration) if length is None else abs(_days(duration) - _days(length))


def _days(duration: str) -> float:
    read = _LENGTH.fullmatch(duration)
    return int(read[1]) * _DAYS[read[2]] if read else 0.0
