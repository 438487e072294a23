"""The detail of the events about licenses."""

from __future__ import annotations

from marketplace_emulator import identifiers
from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Detail, Identified, License, LicensedProduct, Party


class LicenseDetail(Detail, frozen=True, kw_only=True):
    """A license: its agreement, its product, the parties and the offer."""

    agreement: Identified
    product: LicensedProduct
    license: License
    acceptor: Party
    proposer: Party
    offer: Identified


def of(about: About) -> LicenseDetail:
    """Return the detail, in the form that the reading `license_event_forms` says."""
    arn, offer_id = str(about.row["license_arn"]), about.facts.offer_id
    if about.readings["license_event_forms"] == "doc_sample":
        arn = f"aws:license-manager:us-east-1:{about.row['seller_account']}:{arn.rpartition(':')[2]}"
        offer_id = identifiers.sample_offer_id(offer_id)
    return LicenseDetail(
        request_id=about.request_id,
        agreement=Identified(id=about.agreement_id),
        product=LicensedProduct(code=about.row["product_code"], id=about.row["product_id"]),
        license=License(arn=arn),
        acceptor=about.acceptor,
        proposer=about.proposer,
        offer=Identified(id=offer_id),
    )
