"""The parties of an agreement: the proposer, the acceptor, and the manufacturer of the product."""

from __future__ import annotations

from marketplace_emulator.agreement_views.refusal import not_found
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreed
from marketplace_emulator.world import World

imitates(
    __name__,
    "The acceptor is the buyer's account. The proposer is the seller's, or the reseller's if the offer is a reseller's.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8",
)
imitates(
    __name__,
    "An agreement of which the caller is neither acceptor nor proposer is ResourceNotFoundException, as one that does not exist.",
    "doc",
    "AWS Marketplace API guide, Using the AWS Marketplace Agreement API, error codes",
)
FOUND = ("license_arn", "product_code", "customer_aws_account_id", "customer_identifier")
"""The nouns that an agreement leads to."""
PARTIES = ("proposer", "customer_aws_account_id")
"""The columns of the accounts that see an agreement."""


def seen(world: World, call: Call, parties: tuple[str, ...] = PARTIES) -> Row:
    """Return the agreement that a call names, or raise ResourceNotFoundException if the caller is none of its parties."""
    agreement_id = call.parameters["agreementId"]
    found = agreed.find(world.store, agreement_id)
    if found is None or call.caller.account not in [found[each] for each in parties]:
        raise not_found(call, agreement_id)
    call.concerns(**{noun: found[noun] for noun in FOUND})
    return found
