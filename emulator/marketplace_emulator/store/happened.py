"""What happened beside the exchanges, the newest first: steps, messages, attempts to deliver them, and handovers.

Of each kind a page is read by an index, so that it takes no longer with thousands of agreements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select, text, tuple_

from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.deliveries import ATTEMPTS, DELIVERIES
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.exchanges import SHORTENED
from marketplace_emulator.store.handovers import HANDOVERS
from marketplace_emulator.store.subscriptions import SUBSCRIPTIONS
from marketplace_emulator.store.taken_steps import TAKEN_STEPS
from marketplace_emulator.store.tokens import TOKENS

_S, _E, _D, _A, _G, _H = TAKEN_STEPS.c, EVENTS.c, DELIVERIES.c, ATTEMPTS.c, AGREEMENTS.c, HANDOVERS.c
NOUNS = ("agreement_id", "customer_aws_account_id", "product_code")
"""The nouns by which what happened is found; the others lead to these, or are about requests alone."""
OTHERS = 8
"""How many tokens of other agreements, or of none, are looked for beside those of an agreement."""
LAST = 2**62
"""A position after all."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A filter: values of NOUNS, a time by the emulator's clock, and two by the machine's, between which it happened."""

    about: Mapping[str, str]
    since: float | None = None
    after: float | None = None
    by: float | None = None

    def values(self) -> dict[str, Any]:
        """Return the values of the parameters of the conditions that are asked for."""
        given = {**self.about, "since": self.since, "after": self.after, "by": self.by}
        return {name: value for name, value in given.items() if value is not None}


_AGREED = (_G.agreement_id, _G.customer_aws_account_id, _G.product_code)
_OF_EVENT = (_E.event_id, _E.type, _E.agreement_id, _E.customer_aws_account_id, _E.product_code)
_STEPS = select(_S.position, _S.at, _S.machine_at, _S.step, _S.details, _S.refusal, *_AGREED).join_from(
    TAKEN_STEPS, AGREEMENTS, _G.agreement_id == _S.agreement_id
)
_EVENTS = select(_E.position, _E.at, _E.machine_at, _E.channel, *_OF_EVENT).where(text("emitted"))
_ATTEMPTS = (
    select(
        _A.position,
        _A.at,
        _A.machine_at,
        _A.number,
        _A.seconds,
        _A.outcome,
        _A.answer,
        _A.delivery,
        _D.state,
        _D.attempts,
        _D.next_attempt_at,
        _D.faults,
        _D.subscription_id,
        SUBSCRIPTIONS.c.kind,
        SUBSCRIPTIONS.c.target,
        *_OF_EVENT,
    )
    .join_from(ATTEMPTS, DELIVERIES, _D.position == _A.delivery)
    .join(EVENTS, _E.position == _D.event)
    .outerjoin(SUBSCRIPTIONS, SUBSCRIPTIONS.c.subscription_id == _D.subscription_id)
)
_HANDOVERS = select(_H.position, _H.at, _H.machine_at, _H.token, _H.url, _H.choice, *_AGREED).join_from(
    HANDOVERS, AGREEMENTS, _G.agreement_id == _H.agreement_id
)
_OTHER_TOKENS = Prepared(
    lambda: (
        select(_H.token, func.min(_H.machine_at).label("first"))
        .join_from(HANDOVERS, TOKENS, TOKENS.c.token == _H.token, isouter=True)
        .where(_H.agreement_id == bindparam("agreement_id"))
        .where(TOKENS.c.agreement_id.is_distinct_from(_H.agreement_id))
        .group_by(_H.token)
        .order_by(func.max(_H.position).desc())
        .limit(OTHERS)
    )
)


def steps(store: Store, wanted: Happened, until: int, limit: int) -> list[Row]:
    """Return at most `limit` steps, the newest first, from the one at a position on, each with its agreement's nouns."""
    return _read(store, _steps(tuple(wanted.values()), until < LAST), wanted, until, limit)


def emitted(store: Store, wanted: Happened, until: int, limit: int) -> list[Row]:
    """Return at most `limit` events that were emitted, the newest first, from the one at a position on."""
    return _read(store, _emitted(tuple(wanted.values()), until < LAST), wanted, until, limit)


def attempts(store: Store, wanted: Happened, until: int, limit: int) -> list[Row]:
    """Return at most `limit` attempts, the newest first, from the one at a position on, each with its delivery and event."""
    return _read(store, _attempts(tuple(wanted.values())), wanted, until, limit)


def handovers(store: Store, wanted: Happened, token: str | None, until: int, limit: int) -> list[Row]:
    """Return at most `limit` handovers, of a token if one is given, the newest first, from the one at a position on."""
    asked = wanted.values()
    if token is not None:
        start = token.removesuffix(SHORTENED)
        asked["token_start" if start != token else "token"] = start
    return [dict(row) for row in store.rows(_handovers(tuple(asked)), **{"until": until, **asked}, limit=limit)]


def other_tokens(store: Store, agreement_id: str) -> dict[str, float]:
    """Return the last tokens with which browsers were sent to set up an agreement and that are not its own.

    Each is with the time of the first such handover by the machine's clock.
    """
    return {row["token"]: row["first"] for row in store.rows(_OTHER_TOKENS, agreement_id=agreement_id)}


def _read(store: Store, statement: Prepared, wanted: Happened, until: int, limit: int) -> list[Row]:
    return [dict(row) for row in store.rows(statement, **{"until": until, **wanted.values()}, limit=limit)]


@cache
def _steps(asked: tuple[str, ...], older: bool) -> Prepared:
    conditions = [_condition(TAKEN_STEPS, AGREEMENTS, each) for each in asked]
    return _as_it_was(_STEPS.where(*conditions), TAKEN_STEPS, older)


@cache
def _emitted(asked: tuple[str, ...], older: bool) -> Prepared:
    conditions = [_condition(EVENTS, EVENTS, each) for each in asked]
    return _as_it_was(_EVENTS.where(*conditions), EVENTS, older)


def _as_it_was(statement: Select[Any], table: Table, older: bool) -> Prepared:
    """Put rows in the order of their times, which is not that of their positions: some are planned, or planted."""
    order = (table.c.machine_at, table.c.at, table.c.position)
    if older:
        first = select(*order).where(table.c.position == bindparam("until")).subquery()
        statement = statement.where(tuple_(*order) <= select(*first.c).scalar_subquery())
    return _newest(statement, *order)


@cache
def _attempts(asked: tuple[str, ...]) -> Prepared:
    conditions = [_condition(ATTEMPTS, EVENTS, each) for each in asked]
    return _newest(_ATTEMPTS.where(*conditions, _A.position <= bindparam("until")), _A.position)


@cache
def _handovers(asked: tuple[str, ...]) -> Prepared:
    conditions = [_condition(HANDOVERS, AGREEMENTS, each) for each in asked]
    return _newest(_HANDOVERS.where(*conditions, _H.position <= bindparam("until")), _H.position)


def _condition(table: Table, of: Table, name: str) -> ColumnElement[bool]:
    if name == "since":
        return table.c.at >= bindparam(name)
    if name == "after":
        return table.c.machine_at > bindparam(name)
    if name == "by":
        return table.c.machine_at <= bindparam(name)
    if name == "token_start":
        return func.instr(_H.token, bindparam(name)) == 1
    if name == "token":
        return _H.token == bindparam(name)
    if name == "customer_aws_account_id" and of is EVENTS:  # events have an index by agreement
        return _E.agreement_id.in_(select(_G.agreement_id).where(_G.customer_aws_account_id == bindparam(name)))
    return of.c[name] == bindparam(name)


def _newest(statement: Select[Any], *order: Any) -> Prepared:
    return Prepared(statement.order_by(*[each.desc() for each in order]).limit(bindparam("limit")))
