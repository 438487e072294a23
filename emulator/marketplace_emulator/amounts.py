"""Decimal numbers as whole numbers of a small unit: sums and products of these are exact, whatever their size."""

from __future__ import annotations

QUANTITY = 6
"""Decimal places of a quantity of usage."""
MILLION: int = 10**QUANTITY
"""A quantity of 1, in the millionths in which quantities are counted."""
PRICE = 8
"""Decimal places of a price in US dollars."""
QUANTITY_PATTERN = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$(?!\n)"
"""AWS's pattern for a quantity as a decimal."""
AMOUNT = QUANTITY + PRICE
"""Decimal places of a quantity times a price."""


def units(text: str, places: int) -> int:
    """Read a decimal number that has at most so many places, such as 17.42."""
    before, _, after = text.partition(".")
    return int(before + after.ljust(places, "0"))


def written(number: int, places: int) -> str:
    """Write such a number without needless zeros."""
    before, after = divmod(number, 10**places)
    return f"{before}.{after:0{places}}".rstrip("0") if after else str(before)
