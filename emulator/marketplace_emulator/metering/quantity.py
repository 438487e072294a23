"""Quantities of usage by value: millionths, whether a quantity was sent as a whole number or as a decimal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator import amounts
from marketplace_emulator.errors import ValidationException
from marketplace_emulator.fidelity import imitates

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(__name__, "Quantities are compared by value: 17, 17.0 and 17.00 are the same. None at all is 0.", "doc", MODEL)
imitates(__name__, "A whole and a decimal quantity together make the whole request fail.", "doc", MODEL)
imitates(
    __name__,
    "A whole and a decimal quantity together are a ValidationException.",
    "assumed",
    "nobody published the error",
)


def micros(sent: Mapping[str, Any], whole: str, decimal: str, where: str = "", index: int = 0) -> int:
    """Return the quantity that is sent in the member `whole` or `decimal`, in millionths; none is 0.

    `where` is what comes before the members' names in the text of a ValidationException, with {} in place of the index.
    """
    text = sent.get(decimal)
    if text is None:
        return int(sent.get(whole, 0)) * amounts.MILLION
    if whole in sent:
        where = where.format(index)
        raise ValidationException(
            f"1 validation error detected: {where}{whole} is {sent[whole]} and {where}{decimal} is '{text}'; expected "
            f"only one of the two. No usage of the request was processed."
        )
    return amounts.units(text, amounts.QUANTITY)


def written(quantity: int) -> str:
    """Write millionths as a decimal number without needless zeros."""
    return amounts.written(quantity, amounts.QUANTITY)
