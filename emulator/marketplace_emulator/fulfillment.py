"""The fulfillment URL: the seller's page to which the browser of a buyer posts the registration token."""

from __future__ import annotations

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import products
from marketplace_emulator.world import World

imitates(
    __name__,
    "A SaaS product has a fulfillment URL, to which AWS sends the buyer with a token after the purchase.",
    "doc",
    "AWS Marketplace Seller Guide, SaaS customer onboarding",
)
imitates(
    __name__,
    "A fulfillment URL may be an http one and lead to any host, even to this machine.",
    "assumed",
    "the emulator's own convenience; AWS's DataAsAServiceConfigurationDetail demands https",
)


def url_of(world: World, product_code: str) -> str | None:
    """Return the URL in force for a product: its own, else the emulator's default, else None; or raise NotThere."""
    own: str | None = products.find(world.store, product_code)["fulfillment_url"]
    return own or world.default_fulfillment_url
