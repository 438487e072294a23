"""What a term grants of each dimension."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import Contract, units
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A grant without maxQuantity is not limited.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8",
)


def granted(contract: Contract) -> list[dict[str, Any]]:
    """Return the grants of an agreement; a quantity of 0 has no place there, so it stands without a limit of its own."""
    return [
        {"dimensionKey": each["dimension"], **({"maxQuantity": count} if (count := units(each["value"])) else {})}
        for each in contract.grants
    ]
