"""The legal term: the end user license agreement."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import Contract
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "Every agreement has AWS's standard contract of 2022-07-14.",
    "assumed",
    "AWS Marketplace API guide, Work with offers: StandardEula, version 2022-07-14, in an example",
)
KIND = "legalTerm"


def term(contract: Contract) -> dict[str, Any]:
    """Return AWS's standard contract."""
    return {"documents": [{"type": "StandardEula", "version": "2022-07-14"}]}
