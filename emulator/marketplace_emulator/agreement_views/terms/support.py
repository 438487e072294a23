"""The support term: the refund policy."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import Contract
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "Every agreement has the same refund policy.",
    "assumed",
    "the emulator's own text: sellers write their policies themselves",
)
KIND = "supportTerm"


def term(contract: Contract) -> dict[str, Any]:
    """Return the refund policy."""
    return {"refundPolicy": "No refunds. Ask the seller's support about exceptions."}
