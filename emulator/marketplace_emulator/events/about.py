"""What a message is about: an agreement at a step, its parties, product and offer, in the shapes of events."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import and_, bindparam, select

from marketplace_emulator import duration
from marketplace_emulator.events import facts, renewal
from marketplace_emulator.events.facts import Facts
from marketplace_emulator.events.members import (
    Accepted,
    Identified,
    Intent,
    NamedParty,
    Party,
    Product,
    RenewalDecision,
    ResaleAuthorization,
    Term,
)
from marketplace_emulator.events.renewal import Renewal
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.offers import OFFERS
from marketplace_emulator.store.products import PRODUCTS
from marketplace_emulator.world import World

imitates(
    __name__,
    "resaleAuthorization.id is null if the seller sells, and has the id if a reseller does.",
    "doc",
    "seller guide, notifications-eventbridge; null in the events of a real purchase, 2026-08-20",
)
imitates(
    __name__,
    "Each event has a requestId of its own, which is not its id.",
    "doc",
    "buyer guide, agreement-eventbridge: it tells duplicates apart; the examples of the seller guide have two UUIDs",
)
imitates(
    __name__,
    "proposer.name of a seller without a name is Seller and the account.",
    "assumed",
    "the seller guide has an example, Seller Account Name",
)
imitates(
    __name__,
    "autoRenewalEnabled is true if there is a renewal term and neither party opted out. disabledBy is the party that did, "
    "PROPOSER if both did, and null if neither did or there is no renewal term.",
    "doc",
    "seller guide, notifications-eventbridge",
)

_A, _P, _B, _O = AGREEMENTS.c, PRODUCTS.c, BUYERS.c, OFFERS.c
_KNOWN = Prepared(
    lambda: (
        select(
            _A.license_arn,
            _P.product_code,
            _P.product_id,
            _P.name.label("product_title"),
            _P.seller_account,
            _B.customer_aws_account_id,
            _B.customer_identifier,
            _O.offer_id.label("known_offer"),
            *(each for each in _O if each.name not in ("position", "offer_id", "product_code", "name")),
        )
        .join_from(AGREEMENTS, PRODUCTS, _P.product_code == _A.product_code)
        .join(BUYERS, _B.customer_aws_account_id == _A.customer_aws_account_id)
        .outerjoin(OFFERS, and_(_O.offer_id == bindparam("offer_id")))
        .where(_A.agreement_id == bindparam("agreement_id"))
    )
)


class About(msgspec.Struct, frozen=True):
    """An agreement as a step left it, `facts`, and what does not change: its parties, product and offer, in `row`."""

    event: Row
    row: Row
    facts: Facts
    readings: Mapping[str, str]

    @property
    def request_id(self) -> str:
        """The id of the request that led to the event."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, self.event["event_id"]))

    @property
    def agreement_id(self) -> str:
        """The agreement's id."""
        return str(self.event["agreement_id"])

    @property
    def acceptor(self) -> Party:
        """The buyer."""
        return Party(account_id=self.row["customer_aws_account_id"])

    @property
    def proposer(self) -> Party:
        """The account that sells: the seller's, or a reseller's."""
        return Party(account_id=self.row["proposer_account"] or self.row["seller_account"])

    @property
    def named_proposer(self) -> NamedParty:
        """The account that sells, with its name."""
        account = self.proposer.account_id
        return NamedParty(name=self.row["proposer_name"] or f"Seller {account}", account_id=account)

    @property
    def resale_authorization(self) -> ResaleAuthorization:
        """What a reseller sells by."""
        return ResaleAuthorization(id=self.row["resale_authorization_id"])

    @property
    def offer(self) -> Identified:
        """The offer that was accepted."""
        return Identified(id=self.facts.offer_id)

    @property
    def has_private_offer(self) -> bool:
        """Whether the offer was made to some buyers only."""
        return bool(self.row["kind"] == "private")

    @property
    def product(self) -> Product:
        """The product."""
        return Product(id=self.row["product_id"], title=self.row["product_title"])

    @property
    def term(self) -> Term:
        """From when to when the agreement is."""
        known = self.facts
        return Term(
            id=self.agreement_id, start_time=duration.iso(known.start_time), end_time=duration.iso(known.end_time)
        )

    @property
    def end_time(self) -> str | None:
        """When the agreement ends, as agreement events tell it."""
        if self.facts.end_time == duration.NEVER and self.readings["payg_end_time_in_events"] == "null":
            return None
        return duration.iso(self.facts.end_time)

    @property
    def accepted(self) -> Accepted:
        """The agreement as it was accepted."""
        known = self.facts
        return Accepted(
            id=self.agreement_id,
            intent=cast(Intent, known.intent),
            status="ACTIVE",
            acceptance_time=duration.iso(known.accepted_at),
            start_time=duration.iso(known.start_time),
            end_time=self.end_time,
        )

    @property
    def renewal(self) -> Renewal:
        """The renewal at the agreement's end."""
        return renewal.of(self.row if self.row["known_offer"] is not None else None, self.facts.end_time)

    @property
    def auto_renewal_enabled(self) -> bool:
        """Whether both parties want to renew the agreement."""
        return self.facts.auto_renew and not self.facts.proposer_opted_out

    @property
    def renewal_decision(self) -> RenewalDecision:
        """Until when the renewal can be decided, and who decided against it."""
        found = self.renewal.lockout_start
        return RenewalDecision(
            lockout_start_time=None if found is None else duration.iso(found), disabled_by=self._disabled_by()
        )

    def _disabled_by(self) -> Literal["ACCEPTOR", "PROPOSER"] | None:
        if self.auto_renewal_enabled or not (self.facts.auto_renew or self.row["auto_renew"] is not None):
            return None
        return "PROPOSER" if self.facts.proposer_opted_out else "ACCEPTOR"


def find(world: World, event: Row) -> About:
    """Return what an event is about."""
    known: dict[str, Any] = {**event}
    said = facts.read(known["facts"])
    row = world.store.row(_KNOWN, agreement_id=known["agreement_id"], offer_id=said.offer_id)
    assert row is not None, "events are forgotten with their agreement"
    return About(known, dict(row), said, world.readings)
