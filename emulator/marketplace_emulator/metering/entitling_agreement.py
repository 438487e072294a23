"""The agreement that entitles the caller of MeterUsage or RegisterUsage to use a product."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from marketplace_emulator.call import Call
from marketplace_emulator.errors import named
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, Store, agreements
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared

imitates(
    __name__,
    "A caller is entitled by an active agreement of its account. Without one the error is that of the reading "
    "unentitled_exception_name.",
    "doc",
    "service model meteringmarketplace, botocore 1.44.8",
)
imitates(
    __name__,
    "The seller's own account needs no agreement (preview mode).",
    "doc",
    "seller guide, container products",
)
imitates(
    __name__,
    "An agreement entitles from its start_time until its end_time, to the second, and not while the account is suspended.",
    "assumed",
    "nobody published it",
)

_IN_FORCE = Prepared(
    lambda: (
        select(AGREEMENTS.c.agreement_id, AGREEMENTS.c.license_arn)
        .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id)
        .where(AGREEMENTS.c.product_code == bindparam("product_code"))
        .where(AGREEMENTS.c.customer_aws_account_id == bindparam("account"))
        .where(*agreements.in_force(bindparam("at")), ~BUYERS.c.suspended)
        .order_by(AGREEMENTS.c.position)
        .limit(1)
    )
)


def find(store: Store, call: Call, product: Row) -> Row | None:
    """Return the agreement_id and license_arn by which the caller may use a product; None in preview mode.

    Raise the error of the reading unentitled_exception_name if the caller has no agreement in force.
    """
    code, account = product["product_code"], call.caller.account
    if account == product["seller_account"]:
        return None
    agreement = store.row(_IN_FORCE, product_code=code, account=account, at=call.at)
    if agreement is None:
        raise named(
            call.reading("unentitled_exception_name"),
            f"The account {account} has no active agreement to the product '{code}'.",
            operation=call.operation,
        )
    return dict(agreement)
