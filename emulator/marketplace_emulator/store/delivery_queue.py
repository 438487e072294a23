"""The queue of each subscription: deliveries that are due, those that are being sent, and what became of them."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, delete, exists, func, insert, or_, select, text, update

from marketplace_emulator.store.database import Prepared, Store
from marketplace_emulator.store.deliveries import ATTEMPTS, DELIVERIES, IS_SENDING, UNDER_WAY
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.products import PRODUCTS
from marketplace_emulator.store.subscriptions import SUBSCRIPTIONS

_D, _E, _EARLIER = DELIVERIES.c, EVENTS.c, DELIVERIES.alias("earlier")
_OF = _D.subscription_id == bindparam("subscription_id")
_IS_DUE = _D.next_attempt_at <= bindparam("now")
_is_blocked = exists(
    select(_EARLIER.c.position).where(
        text("earlier.state IN ('waiting', 'sending')"),
        _EARLIER.c.subscription_id == _D.subscription_id,
        _EARLIER.c.agreement_id == _D.agreement_id,
        _EARLIER.c.attempts == 0,
        or_(
            _EARLIER.c.next_attempt_at < _D.next_attempt_at,
            and_(_EARLIER.c.next_attempt_at == _D.next_attempt_at, _EARLIER.c.position < _D.position),
        ),
    )
)
DUE = Prepared(
    lambda: (
        select(
            _D.position,
            _D.attempts,
            _D.altered,
            *(each for each in _E if each.name not in ("position", "emitted")),
            _E.position.label("event"),
            PRODUCTS.c.seller_account,
        )
        .join_from(DELIVERIES, EVENTS, _E.position == _D.event)
        .outerjoin(PRODUCTS, PRODUCTS.c.product_code == _E.product_code)
        .where(UNDER_WAY, _OF, _IS_DUE, _D.state == "waiting", or_(_D.attempts > 0, ~_is_blocked))
        .order_by(_D.next_attempt_at, _D.position)
        .limit(bindparam("most"))
    )
)
"""Deliveries of a subscription that are due, with their events: retries, and the first attempt of an agreement."""
SEND = Prepared(
    lambda: update(DELIVERIES).where(_D.position == bindparam("of")).values(state="sending", sender=bindparam("by"))
)
SENDING = Prepared(lambda: select(func.count()).select_from(DELIVERIES).where(IS_SENDING, _OF))
SENDERS = Prepared(lambda: select(_D.sender).where(IS_SENDING))
END = Prepared(
    lambda: (
        update(DELIVERIES)
        .where(_D.position == bindparam("of"), _D.sender == bindparam("by"))
        .values(
            state=bindparam("now_in"),
            attempts=bindparam("number"),
            next_attempt_at=bindparam("again_at"),
            sender=None,
        )
    )
)
"""What an attempt led to; nothing where another process has taken the delivery over, or it is not there any more."""
GIVE_BACK = Prepared(
    lambda: update(DELIVERIES).where(IS_SENDING, _D.sender == bindparam("by")).values(state="waiting", sender=None)
)
_ADD = Prepared(
    lambda: insert(DELIVERIES).values(
        {
            each.name: bindparam(each.name)
            for each in (_D.event, _D.subscription_id, _D.agreement_id, _D.state, _D.next_attempt_at)
        }
    )
)
FORGET_ATTEMPTS = Prepared(
    lambda: delete(ATTEMPTS).where(ATTEMPTS.c.delivery.in_(select(_D.position).where(UNDER_WAY, _OF)))
)
"""First, because a later delivery may get the position of one that is forgotten, and would show its attempts."""
FORGET = Prepared(lambda: delete(DELIVERIES).where(UNDER_WAY, _OF))
ADD_ATTEMPT = Prepared(
    lambda: insert(ATTEMPTS).values({each.name: bindparam(each.name) for each in ATTEMPTS.c if each.name != "position"})
)
EARLIEST = Prepared(
    lambda: (
        select(_D.next_attempt_at)
        .where(UNDER_WAY, _OF, _D.next_attempt_at > bindparam("after"), _D.attempts < bindparam("fewer"))
        .order_by(_D.next_attempt_at)
        .limit(1)
    )
)
"""When the next attempt of a subscription is due after a time, of deliveries with fewer attempts."""
IS_UNDER_WAY = Prepared(
    lambda: (
        select(_D.position)
        .where(UNDER_WAY, _OF, _IS_DUE, or_(_D.attempts < bindparam("fewer"), _D.state == "sending"))
        .limit(1)
    )
)
"""Whether a subscription has deliveries that are due, with fewer attempts, or that are being sent."""
_TO_OTHERS = _D.subscription_id != bindparam("but")
IS_IN_REACH = Prepared(
    lambda: select(_D.position).where(UNDER_WAY, _D.next_attempt_at <= bindparam("until"), _TO_OTHERS).limit(1)
)
"""Whether any delivery is due by a time, to all subscriptions but one."""
LAST_ATTEMPT = Prepared(lambda: select(func.max(ATTEMPTS.c.position)))
_LAST = (
    select(ATTEMPTS.c.outcome)
    .where(ATTEMPTS.c.delivery == _D.position)
    .order_by(ATTEMPTS.c.position.desc())
    .limit(1)
    .scalar_subquery()
)
UNDER_WAY_NOW = Prepared(
    lambda: (
        select(
            _D.subscription_id,
            _D.state,
            _D.attempts,
            _D.next_attempt_at,
            _D.behind,
            _D.faults,
            _E.event_id,
            _E.type,
            SUBSCRIPTIONS.c.target,
            _LAST.label("last_outcome"),
        )
        .join_from(DELIVERIES, EVENTS, _E.position == _D.event)
        .join(SUBSCRIPTIONS, SUBSCRIPTIONS.c.subscription_id == _D.subscription_id)
        .where(UNDER_WAY, _TO_OTHERS)
        .order_by(_D.next_attempt_at)
        .limit(bindparam("most"))
    )
)
"""Everything that is under way to all subscriptions but one, also what is due later."""


def add(store: Store, event: int, subscription_id: str, agreement_id: str | None, at: float) -> None:
    """Add a delivery of an event that waits for its first attempt at a time."""
    store.run(
        _ADD,
        event=event,
        subscription_id=subscription_id,
        agreement_id=agreement_id,
        state="waiting",
        next_attempt_at=at,
    )
