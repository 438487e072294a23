"""Deliveries to which faults have done something: made one by one, and held until others were sent."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, null, or_, select, text, update

from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.deliveries import DELIVERIES, IS_HELD
from marketplace_emulator.store.events import EVENTS

_D, _E = DELIVERIES.c, EVENTS.c
_OF = (_D.subscription_id == bindparam("subscription_id"), _D.agreement_id == bindparam("agreement_id"))

ADD = Prepared(
    lambda: insert(DELIVERIES).values(
        {
            each.name: bindparam(each.name)
            for each in (
                *(_D.event, _D.subscription_id, _D.agreement_id, _D.state, _D.next_attempt_at),
                *(_D.behind, _D.altered, _D.faults),
            )
        }
    )
)
ANY_HELD = Prepared(lambda: select(_D.position).where(IS_HELD).limit(1))
HELD = Prepared(
    lambda: select(_D.position, _D.event, _D.behind, _D.next_attempt_at).where(IS_HELD, *_OF).order_by(_D.position)
)
PASS = Prepared(lambda: update(DELIVERIES).where(_D.position == bindparam("of")).values(behind=_D.behind - 1))
_last = select(func.max(DELIVERIES.alias("every").c.position)).scalar_subquery()
RELEASE = Prepared(
    lambda: (
        update(DELIVERIES)
        .where(_D.position == bindparam("of"))
        .values(position=_last + 1, behind=0, next_attempt_at=bindparam("at"))
    )
)
"""Put a held delivery at the end of the queue."""
_EARLIER = (
    select(_D.event)
    .join_from(DELIVERIES, EVENTS, _E.position == _D.event)
    .where(_E.agreement_id == bindparam("agreement_id"), _D.subscription_id == bindparam("subscription_id"))
    .where(_D.state != text("'lost'"), _D.event != bindparam("than"))
    .where(or_(_D.attempts > 0, _D.next_attempt_at == null(), _D.next_attempt_at <= bindparam("before")))
    .order_by(_E.at.desc(), _E.position.desc())
    .limit(1)
)
EARLIER = Prepared(lambda: _EARLIER)
EARLIER_OF_TYPE = Prepared(lambda: _EARLIER.where(_E.type == bindparam("type")))
"""The last event of an agreement, of a type, that went to a subscription before another one."""
