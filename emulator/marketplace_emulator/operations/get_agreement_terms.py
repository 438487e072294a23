"""GetAgreementTerms: the prices, durations and documents that the buyer accepted."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views import contract, pages, party, terms
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.world import World

ABOUT = {"agreement_id": ["agreementId"]}

imitates(
    __name__,
    "Each accepted term stands alone in an item of the list.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8: AcceptedTerm is a union",
)


def get_agreement_terms(world: World, call: Call) -> dict[str, Any]:
    """Return a page of the accepted terms of the agreement that the call names."""
    found = party.seen(world, call)
    return pages.page(world, call, "acceptedTerms", terms.accepted(contract.of(world.store, found)))
