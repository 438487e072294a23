"""Customers of a batch: which buyer each record names, and whether an agreement of that buyer takes the usage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import and_, bindparam, select

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.duration import HOUR
from marketplace_emulator.errors import AwsError
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import subscription, window
from marketplace_emulator.metering.request_error import request_error
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.store import Row, Store
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.lookup import Lookup

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "CustomerIdentifier is not supported for a concurrent product: a record that has it and no CustomerAWSAccountId is "
    "InvalidCustomerIdentifierException.",
    "assumed",
    "the model says that it is not supported; nobody published the error",
)
imitates(
    __name__,
    "A record that names no customer, or two different ones, is InvalidCustomerIdentifierException. An empty "
    "CustomerIdentifier names none.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A customer without an active agreement, whose agreement has ended, or whose account is suspended is "
    "CustomerNotSubscribed, in the result of the record. (The reading unknown_customer decides about unknown ones.)",
    "doc",
    MODEL,
)


MEMBERS = ("CustomerAWSAccountId", "CustomerIdentifier")
_Bought = Mapping[str, Mapping[str, Sequence[Row]]]
"""The rows of buyers, by the member that names the buyer and its value."""

_ROWS = (
    select(
        BUYERS.c.customer_aws_account_id,
        BUYERS.c.customer_identifier,
        BUYERS.c.suspended,
        AGREEMENTS.c.agreement_id,
        AGREEMENTS.c.status,
        AGREEMENTS.c.payment_failed,
        AGREEMENTS.c.start_time,
        AGREEMENTS.c.end_time,
    )
    .select_from(BUYERS)
    .outerjoin(
        AGREEMENTS,
        and_(
            AGREEMENTS.c.customer_aws_account_id == BUYERS.c.customer_aws_account_id,
            AGREEMENTS.c.product_code == bindparam("product_code"),
        ),
    )
    .order_by(AGREEMENTS.c.status != "ACTIVE", AGREEMENTS.c.position.desc())
)
_BOUGHT = {
    "CustomerAWSAccountId": Lookup(_ROWS, BUYERS.c.customer_aws_account_id, tuple),
    "CustomerIdentifier": Lookup(_ROWS, BUYERS.c.customer_identifier, tuple),
}
"""Buyers, each with the agreements to a product, the one to judge by first."""


def check(store: Store, call: Call, product: Row, batch: Sequence[Usage]) -> None:
    """Set the account, the agreement and the refusal of each record; raise InvalidCustomerIdentifierException."""
    bought = _bought(store, product["product_code"], batch)
    generation: str = product["generation"]
    for usage in batch:
        account, identifier = usage.sent.get("CustomerAWSAccountId"), usage.sent.get("CustomerIdentifier")
        if not account and not identifier:
            raise _wrong(call, f"{usage.where} names no customer; expected CustomerAWSAccountId")
        if not account and generation == "concurrent":
            raise _wrong(
                call,
                f"{usage.where}.CustomerIdentifier is '{identifier}'; expected CustomerAWSAccountId in its place, because "
                f"the product '{product['product_code']}' has concurrent agreements",
            )
        if usage.agreement is not None:
            usage.refusal = subscription.refusal(call, generation, usage.agreement, usage.hour)
        else:
            _judge(call, generation, usage, bought)


def _judge(call: Call, generation: str, usage: Usage, bought: _Bought) -> None:
    named_ = [(member, value, bought[member][value]) for member in MEMBERS if (value := usage.sent.get(member))]
    for member, value, rows in named_:
        if not rows:
            usage.refusal = f"no buyer has the {member} '{value}'"
            if call.reading("unknown_customer") == "invalid_customer_identifier":
                raise _wrong(
                    call, f"{usage.where}.{member} is '{value}', which no buyer has; expected that of a customer"
                )
            return
    agreements = named_[0][2]
    usage.account = agreements[0]["customer_aws_account_id"]
    if rows[0]["customer_aws_account_id"] != usage.account:
        raise _wrong(
            call,
            f"{usage.where}.CustomerAWSAccountId is '{named_[0][1]}' and CustomerIdentifier is '{value}', which are two customers; expected one, or CustomerAWSAccountId alone",
        )
    early = None
    for agreement in agreements:
        if agreement["agreement_id"] is None:
            usage.refusal = f"the buyer {usage.account} has no agreement to the product"
            return
        refusal = subscription.refusal(call, generation, agreement, usage.hour)
        if refusal is None and agreement["start_time"] < usage.hour + HOUR:
            usage.agreement, usage.refusal = agreement, None
            return
        if refusal is None:
            early = early or agreement
        elif usage.agreement is None:
            usage.agreement, usage.refusal = agreement, refusal
    if early is not None:
        _check_early(call, usage, early)
        usage.agreement, usage.refusal = early, None


def _check_early(call: Call, usage: Usage, agreement: Row) -> None:
    if call.reading("usage_before_agreement") == "rejected":
        raise request_error(
            call,
            "TimestampOutOfBoundsException",
            f"{usage.where}.Timestamp is {window.written(usage.sent['Timestamp'])}, which is before the hour in which the "
            f"agreement {agreement['agreement_id']} began, at {duration.iso(agreement['start_time'])}",
        )


def _bought(store: Store, product_code: str, batch: Iterable[Usage]) -> _Bought:
    unlicensed = [usage.sent for usage in batch if usage.agreement is None]
    return {
        member: lookup.of(store, {sent[member] for sent in unlicensed if member in sent}, product_code=product_code)
        for member, lookup in _BOUGHT.items()
    }


def _wrong(call: Call, text: str) -> AwsError:
    return request_error(call, "InvalidCustomerIdentifierException", text)
