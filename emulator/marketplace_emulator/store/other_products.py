"""The other products of a seller: which of them a buyer has agreed to, or can agree to."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.database import Prepared, Store
from marketplace_emulator.store.offers import OFFERS
from marketplace_emulator.store.products import PRODUCTS

_OTHERS = (
    select(PRODUCTS.c.product_code)
    .where(PRODUCTS.c.seller_account == bindparam("seller_account"))
    .where(PRODUCTS.c.product_code != bindparam("product_code"))
    .where(PRODUCTS.c.fulfillment_url != bindparam("url"))
)
"""The products of a seller whose buyers are sent elsewhere; a seller may sell all others on one page."""
_OPEN_TO_ALL = Prepared(
    lambda: (
        _OTHERS.where(PRODUCTS.c.product_code.not_in(select(OFFERS.c.product_code)))
        .order_by(PRODUCTS.c.position)
        .limit(1)
    )
)
"""A product without offers has a public one, which every buyer can accept."""
_AGREED_TO_OTHER = Prepared(
    lambda: (
        select(AGREEMENTS.c.agreement_id)
        .where(AGREEMENTS.c.product_code.in_(_OTHERS))
        .order_by(
            AGREEMENTS.c.customer_aws_account_id != bindparam("account"),
            AGREEMENTS.c.status != "ACTIVE",
            AGREEMENTS.c.position,
        )
        .limit(1)
    )
)


class OtherProducts(NamedTuple):
    """The products of a seller but `product_code`, whose buyers are sent to another page than `url`."""

    seller_account: str
    product_code: str
    url: str

    def agreed_to(self, store: Store, account: str) -> str | None:
        """Return the id of an agreement to one of them, if there is any: rather a buyer's own, and rather an active one."""
        found = store.row(_AGREED_TO_OTHER, account=account, **self._asdict())
        return None if found is None else str(found[0])

    def open_to_all(self, store: Store) -> str | None:
        """Return the code of one that every buyer can accept, if there is any."""
        found = store.row(_OPEN_TO_ALL, **self._asdict())
        return None if found is None else str(found[0])
