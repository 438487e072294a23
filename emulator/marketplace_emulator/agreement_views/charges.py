"""The estimated charges of an agreement."""

from __future__ import annotations

from marketplace_emulator.agreement_views import contract
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row
from marketplace_emulator.world import World

imitates(
    __name__,
    "agreementValue is the value of the contract; usage is not in it, and the value of an agreement by usage alone is 0.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8",
)
imitates(
    __name__,
    "The value is in US dollars: the offer's price, or the contract prices of what the agreement grants. A true value counts "
    "as one unit. A free trial has the value 0.",
    "assumed",
    "nobody published a real answer",
)


def estimated(world: World, agreement: Row) -> dict[str, str]:
    """Return the estimatedCharges of an agreement."""
    value = "0" if agreement["free_trial"] else contract.of(world.store, agreement).value()
    return {"currencyCode": contract.CURRENCY, "agreementValue": value}
