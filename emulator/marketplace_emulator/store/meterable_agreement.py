"""An agreement whose usage can be metered now, for the lines that `serve` prints."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from marketplace_emulator.store import agreements
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.dimensions import DIMENSIONS
from marketplace_emulator.store.products import PRODUCTS

FIRST = Prepared(
    lambda: (
        select(
            AGREEMENTS.c.product_code,
            AGREEMENTS.c.customer_aws_account_id,
            AGREEMENTS.c.license_arn,
            PRODUCTS.c.generation,
            DIMENSIONS.c.key.label("dimension"),
        )
        .select_from(AGREEMENTS)
        .join(PRODUCTS, PRODUCTS.c.product_code == AGREEMENTS.c.product_code)
        .join(DIMENSIONS, DIMENSIONS.c.product_code == AGREEMENTS.c.product_code)
        .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id)
        .where(
            PRODUCTS.c.seller_account == bindparam("seller"),
            DIMENSIONS.c.externally_metered,
            *agreements.in_force(bindparam("now")),
            ~BUYERS.c.suspended,
        )
        .order_by(AGREEMENTS.c.position, DIMENSIONS.c.position)
        .limit(1)
    )
)
"""The first agreement in force to a product of the seller's, with a dimension that takes its usage."""
