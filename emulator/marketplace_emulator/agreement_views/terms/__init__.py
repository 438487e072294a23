"""The terms of an agreement that the buyer has accepted, one file for each kind.

A term's file has `KIND`, the member of acceptedTerms, and `term(contract)`, which returns the members of the term, or
None if the agreement has no such term.
"""

from __future__ import annotations

from typing import Any

from marketplace_emulator import identifiers
from marketplace_emulator.agreement_views.contract import Contract
from marketplace_emulator.agreement_views.terms import (
    configurable_upfront,
    fixed_upfront,
    free_trial,
    legal,
    renewal,
    support,
    usage_based,
    validity,
)
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A term's id is term- and 64 hexadecimal digits. The offer's agreements have the same ids.",
    "doc",
    "AWS Marketplace API guide, Create agreements: example of GetOfferTerms; service model marketplace-agreement, TermID",
)
imitates(
    __name__,
    "Terms stand in this order: usage-based, configurable and fixed upfront, free trial, renewal, validity, legal, support.",
    "assumed",
    "nobody published an order",
)
_KINDS = (usage_based, configurable_upfront, fixed_upfront, free_trial, renewal, validity, legal, support)


def accepted(contract: Contract) -> list[dict[str, Any]]:
    """Return the accepted terms of an agreement."""
    found = ((each.KIND, each.term(contract)) for each in _KINDS)
    offer_id = contract.agreement["offer_id"]
    return [
        {kind: {"type": kind[0].upper() + kind[1:], "id": identifiers.term_id(offer_id, kind), **members}}
        for kind, members in found
        if members is not None
    ]
