"""Who can subscribe to a product, and who has subscribed: the newest ones, because a world may have thousands."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import bindparam, func, select

from marketplace_emulator.store.agreements import AGREEMENTS, LISTED
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared, Row, Store

MOST_BUYERS = 40
MOST_AGREEMENTS = 8

_A, _B = AGREEMENTS.c, BUYERS.c
_ACTIVE = (
    select(func.count())
    .where(_A.customer_aws_account_id == _B.customer_aws_account_id)
    .where(_A.product_code == bindparam("product_code"), _A.status == "ACTIVE")
    .scalar_subquery()
)
_CAN = select(_B.name, _B.customer_aws_account_id, _ACTIVE.label("active"))
_NEWEST = Prepared(lambda: _CAN.order_by(_B.position.desc()).limit(bindparam("most")))
_THESE = Prepared(
    lambda: _CAN.where(_B.customer_aws_account_id.in_(LISTED)).order_by(_B.position.desc()).limit(bindparam("most"))
)
_HAVE = Prepared(
    lambda: (
        select(_A.agreement_id, _A.status, _A.accepted_at, _A.free_trial, _B.name, _B.customer_aws_account_id)
        .join(BUYERS, _B.customer_aws_account_id == _A.customer_aws_account_id)
        .where(_A.product_code == bindparam("product_code"))
        .order_by(_A.position.desc())
        .limit(bindparam("most"))
    )
)


def possible(store: Store, product_code: str, only: Collection[str] = ()) -> list[Row]:
    """Return buyers, or only those with these accounts, each with the number of its `active` agreements to a product."""
    asked = {"product_code": product_code, "most": MOST_BUYERS}
    if only:
        return list(map(dict, store.rows(_THESE, ids=msgspec.json.encode([*only]).decode(), **asked)))
    return list(map(dict, store.rows(_NEWEST, **asked)))


def subscribed(store: Store, product_code: str) -> list[Row]:
    """Return the newest agreements to a product, each with the name of its buyer."""
    return list(map(dict, store.rows(_HAVE, product_code=product_code, most=MOST_AGREEMENTS)))
