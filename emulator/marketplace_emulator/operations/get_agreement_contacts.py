"""GetAgreementContacts: whom the buyer named as the contact."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views import party
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import contacts
from marketplace_emulator.world import World

ABOUT = {"agreement_id": ["agreementId"]}

MODEL = "service model marketplace-agreement, botocore 1.44.8"
imitates(
    __name__,
    "The proposer, the acceptor and the manufacturer see the contact. The answer has no acceptorContact if the buyer gave none, "
    "or the agreement is not active.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "A buyer has the same contact in all agreements; what a fixture does not give is derived from the buyer's name.",
    "assumed",
    "the emulator's own simplification",
)


def get_agreement_contacts(world: World, call: Call) -> dict[str, Any]:
    """Return the contact of the buyer of the agreement that the call names."""
    found = party.seen(world, call, (*party.PARTIES, "manufacturer"))
    if not found["has_contact"]:
        return {}
    contact = contacts.of({"name": found["buyer"], "contact": found["contact"]})
    assert contact is not None, "the agreement has a contact"
    return {
        "acceptorContact": {
            "firstName": contact["first_name"],
            "lastName": contact["last_name"],
            "emailAddress": contact["email_address"],
            "companyName": contact["company_name"],
            "countryCode": contact["country_code"],
        }
    }
