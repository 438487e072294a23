"""How AWS Marketplace writes the message of an SNS notification."""

from __future__ import annotations

import json
from typing import Literal

import msgspec

from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A message has one member a line, and no indentation.",
    "seen",
    "entitlement-updated of 2024-09-18, sourcefuse/arc-saas-aws-marketplace-connector",
)
imitates(
    __name__,
    "The members are action, customer-identifier, product-code, offer-identifier and isFreeTrialTermPresent, in this order.",
    "doc",
    "seller guide, saas-notification",
)
imitates(
    __name__,
    "isFreeTrialTermPresent is the string true or false.",
    "doc",
    "seller guide, saas-notification: the value is a string and no boolean",
)


class Notice(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """A message of a product's subscription topic. Some tell the offer."""

    action: str
    customer_identifier: str
    product_code: str
    offer_identifier: str | msgspec.UnsetType = msgspec.UNSET
    is_free_trial_term_present: Literal["true", "false"] = msgspec.field(name="isFreeTrialTermPresent")


class Update(msgspec.Struct, frozen=True, kw_only=True, rename="kebab"):
    """A message of a product's entitlement topic."""

    action: str
    customer_identifier: str
    product_code: str


def notice(action: str, about: About, *, of_subscribing: bool) -> Notice:
    """Return a message of the subscription topic: of subscribing, or of unsubscribing."""
    told = about.has_private_offer if about.readings["sns_offer_identifier"] == "private_offers" else of_subscribing
    return Notice(
        action=action,
        customer_identifier=about.row["customer_identifier"],
        product_code=about.row["product_code"],
        offer_identifier=about.facts.offer_id if told else msgspec.UNSET,
        is_free_trial_term_present="true" if about.facts.free_trial else "false",
    )


def text(about: About, body: msgspec.Struct) -> str:
    """Return the text of a message."""
    return json.dumps(msgspec.to_builtins(body), indent=0)
