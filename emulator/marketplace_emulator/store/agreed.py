"""Agreements with what belongs to them: the product, the buyer and the offer. Found by id, or searched page by page."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Float, Integer, Select, and_, bindparam, case, exists, false, func, or_, select

from marketplace_emulator.duration import NEVER
from marketplace_emulator.store.agenda import AGENDA
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.offers import OFFERS
from marketplace_emulator.store.products import PRODUCTS

_A = AGREEMENTS.c
_PROPOSER = func.coalesce(OFFERS.c.proposer_account, PRODUCTS.c.seller_account)
_chain = AGREEMENTS.alias("chain")
_RENEWALS = (
    select(func.count())
    .select_from(_chain)
    .where(_chain.c.initial_agreement_id == _A.initial_agreement_id)
    .where(_chain.c.status == "RENEWED", _chain.c.offer_id == _A.offer_id)
    .correlate(AGREEMENTS)
    .scalar_subquery()
)
_IS_EXHAUSTED = case((OFFERS.c.max_renewals.is_(None), false()), else_=OFFERS.c.max_renewals <= _RENEWALS)
_IS_TO_RENEW = exists(
    select(AGENDA.c.position).where(
        AGENDA.c.agreement_id == _A.agreement_id, AGENDA.c.step == "renew", AGENDA.c.by_itself
    )
).correlate(AGREEMENTS)
"""What the agenda says, which decides it."""
_END_TIME_BEHAVIOR = case(
    (or_(_A.status != "ACTIVE", _A.end_time >= NEVER), None),
    (_IS_TO_RENEW, "RENEW"),
    else_="EXPIRE",
)
_WHY_NOT = case(
    (_A.proposer_opted_out, "PROPOSER_RENEW_OPTED_OUT"),
    (and_(_A.auto_renew, _IS_EXHAUSTED), "RENEWAL_LIMIT_EXHAUSTED"),
    (_A.auto_renew, None),  # the payment failed
    (OFFERS.c.auto_renew.is_(None), "NO_RENEWAL_TERM"),
    else_="ACCEPTOR_RENEW_OPTED_OUT",
)
_REASON = case((_END_TIME_BEHAVIOR == "EXPIRE", _WHY_NOT), else_=None)
_HAS_CONTACT = and_(_A.status == "ACTIVE", or_(BUYERS.c.contact.is_(None), BUYERS.c.contact != "false"))
AGREED = (
    select(
        *_A,
        PRODUCTS.c.product_id,
        PRODUCTS.c.seller_account.label("manufacturer"),
        _PROPOSER.label("proposer"),
        BUYERS.c.name.label("buyer"),
        BUYERS.c.customer_identifier,
        BUYERS.c.suspended,
        BUYERS.c.contact,
        OFFERS.c.price,
        OFFERS.c.free_trial_days,
        OFFERS.c.lockout_period,
        OFFERS.c.max_renewals,
        OFFERS.c.adjustment_deadline,
        OFFERS.c.price_increase,
        (OFFERS.c.auto_renew.is_not(None) | _A.auto_renew).label("has_renewal_term"),
        _END_TIME_BEHAVIOR.label("end_time_behavior"),
        _REASON.label("end_time_behavior_reason"),
        _HAS_CONTACT.label("has_contact"),
    )
    .join_from(AGREEMENTS, PRODUCTS, PRODUCTS.c.product_code == _A.product_code)
    .join(BUYERS, BUYERS.c.customer_aws_account_id == _A.customer_aws_account_id)
    .join(OFFERS, OFFERS.c.offer_id == _A.offer_id, isouter=True)
)
"""The columns of an offer are null without one. A renewal term is the offer's, or the buyer renews without an offer."""
_FIND = Prepared(lambda: AGREED.where(_A.agreement_id == bindparam("agreement_id")))

SortBy = Literal["end_time", "start_time", "last_update_time"]
TIMES: tuple[SortBy, ...] = get_args(SortBy)
_EQUAL = {
    "proposer": _PROPOSER,
    "acceptor": _A.customer_aws_account_id,
    "customer_aws_account_id": _A.customer_aws_account_id,
    "product_id": PRODUCTS.c.product_id,
    "offer_id": _A.offer_id,
    "status": _A.status,
    "initial_agreement_id": _A.initial_agreement_id,
    "license_arn": _A.license_arn,
    "end_time_behavior": _END_TIME_BEHAVIOR,
    "end_time_behavior_reason": _REASON,
    "has_contact": _HAS_CONTACT,
}
CONDITIONS: Mapping[str, tuple[Any, Callable[[Any, Any], ColumnElement[bool]]]] = {
    **{name: (column, operator.eq) for name, column in _EQUAL.items()},
    **{f"{name}_before": (_A[name], operator.lt) for name in TIMES},
    **{f"{name}_after": (_A[name], operator.gt) for name in TIMES},
}
"""What a search may demand of an agreement: a column, and how it compares with a value."""


def find(store: Store, agreement_id: str) -> Row | None:
    """Find an agreement with what belongs to it, or return None."""
    found = store.row(_FIND, agreement_id=agreement_id)
    return None if found is None else dict(found)


def search(
    store: Store,
    wanted: Mapping[str, Any],
    sort_by: SortBy,
    *,
    descending: bool,
    after: tuple[float, int] | None,
    limit: int,
) -> list[Row]:
    """Return the first agreements that satisfy all wanted conditions, after the sorted value and position of another."""
    query = _searching(tuple(wanted), sort_by, descending, after is not None)
    place = {} if after is None else {"after_value": after[0], "after_position": after[1]}
    return [dict(row) for row in store.rows(query, **wanted, **place, limit=limit)]


@lru_cache(maxsize=512)
def _searching(names: tuple[str, ...], sort_by: SortBy, descending: bool, goes_on: bool) -> Prepared:
    sorted_by = _A[sort_by]
    query: Select[Any] = AGREED.with_only_columns(_A.position).where(
        *(compare(column, bindparam(name)) for name, (column, compare) in CONDITIONS.items() if name in names)
    )
    if goes_on:
        value, position = bindparam("after_value", type_=Float), bindparam("after_position", type_=Integer)
        further = (
            (sorted_by < value, _A.position < position) if descending else (sorted_by > value, _A.position > position)
        )
        query = query.where(or_(further[0], and_(sorted_by == value, further[1])))
    order = [each.desc() if descending else each.asc() for each in (sorted_by, _A.position)]
    # To sort thousands of whole rows would take three times as long.
    found = query.order_by(*order).limit(bindparam("limit", type_=Integer)).subquery("found")
    return Prepared(AGREED.join(found, found.c.position == _A.position).order_by(*order))
