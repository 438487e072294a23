"""Who is subscribed to a product: an account with an agreement in force, unless AWS has suspended the account."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, Store
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared

imitates(
    __name__,
    "An account without an active agreement to a product, or one that is suspended, is not subscribed to it.",
    "doc",
    "service model meteringmarketplace, botocore 1.44.5: UsageRecordResult.Status",
)
imitates(
    __name__,
    "An agreement is active from its start until its end, to the second, and no longer although nobody has ended it.",
    "assumed",
    "nobody published it",
)

_IN_FORCE = Prepared(
    select(AGREEMENTS.c.agreement_id, AGREEMENTS.c.license_arn)
    .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id)
    .where(AGREEMENTS.c.product_code == bindparam("product_code"))
    .where(AGREEMENTS.c.customer_aws_account_id == bindparam("account"))
    .where(AGREEMENTS.c.status == "ACTIVE")
    .where(AGREEMENTS.c.start_time <= bindparam("at"))
    .where(AGREEMENTS.c.end_time > bindparam("at"))
    .where(~BUYERS.c.suspended)
    .order_by(AGREEMENTS.c.position)
    .limit(1)
)


def in_force(store: Store, product_code: str, account: str, at: float) -> Row | None:
    """Return the id and license of the account's first agreement to the product that is in force, or None."""
    found = store.row(_IN_FORCE, product_code=product_code, account=account, at=at)
    return None if found is None else dict(found)
