"""Purchase Agreement Renewal Terms Finalized - Proposer: the price of the renewal is final."""

from __future__ import annotations

from marketplace_emulator import duration
from marketplace_emulator.events.about import About
from marketplace_emulator.events.members import Detail, Member, Money, NamedParty, Party, Product, Term, Time
from marketplace_emulator.events.renewal import CURRENCY
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The event comes at the adjustment deadline, only where the seller chooses the price increase from a range. "
    "lockoutReached and lockoutStartTime are null if the renewal term has no lockout period.",
    "doc",
    "seller guide, notifications-eventbridge",
)

TYPE = "Purchase Agreement Renewal Terms Finalized - Proposer"
CHANNEL = "eventbridge"


class FinalTerms(Member, frozen=True, kw_only=True):
    """What the renewal is worth, and until when it can be turned off."""

    tcv: Money
    currency: str
    terms_finalized_time: Time
    lockout_reached: bool | None
    lockout_start_time: Time | None


class FinalizedDetail(Detail, frozen=True, kw_only=True):
    """A renewal to come: the agreement, the final terms, the product and the parties."""

    agreement: Term
    renewal_summary: FinalTerms
    product: Product
    acceptor: Party
    proposer: NamedParty


FORMS = (FinalizedDetail,)


def body(about: About) -> FinalizedDetail:
    """Return the event's detail."""
    renewal = about.renewal
    final, locked = renewal.terms_finalized or about.event["at"], renewal.lockout_start
    return FinalizedDetail(
        request_id=about.request_id,
        agreement=about.term,
        renewal_summary=FinalTerms(
            tcv=renewal.total,
            currency=CURRENCY,
            terms_finalized_time=duration.iso(final),
            lockout_reached=None if locked is None else locked <= final,
            lockout_start_time=about.renewal_decision.lockout_start_time,
        ),
        product=about.product,
        acceptor=about.acceptor,
        proposer=about.named_proposer,
    )
