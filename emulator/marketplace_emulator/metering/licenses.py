"""Products and licenses of a batch: which product it meters, and the agreement of each LicenseArn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.duration import HOUR
from marketplace_emulator.errors import AwsError
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import window
from marketplace_emulator.metering.request_error import request_error
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Row, Store, products
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.lookup import Lookup, first
from marketplace_emulator.store.products import PRODUCTS

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "A request is for one product. ProductCode names it, or the LicenseArn of each record does.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "A ProductCode that is not one of the caller's, or neither ProductCode nor LicenseArn, is InvalidProductCodeException.",
    "assumed",
    "the model says that a wrong code is; nobody published the others",
)
imitates(
    __name__,
    "A LicenseArn that is not there, that is another customer's, or whose agreement began after the hour of the usage is "
    "InvalidLicenseException.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "A LicenseArn of another seller's product, or of another product than the rest of the request, is "
    "InvalidLicenseException.",
    "assumed",
    "the model says one product for each request; nobody published the error",
)
imitates(
    __name__,
    "A record of a concurrent product without LicenseArn is InvalidLicenseException.",
    "assumed",
    "the model says that new integrations send it; nobody published the error",
)

_LICENSED = Lookup(
    select(
        AGREEMENTS.c.agreement_id,
        AGREEMENTS.c.license_arn,
        AGREEMENTS.c.product_code,
        AGREEMENTS.c.customer_aws_account_id,
        AGREEMENTS.c.status,
        AGREEMENTS.c.payment_failed,
        AGREEMENTS.c.start_time,
        AGREEMENTS.c.end_time,
        PRODUCTS.c.generation,
        PRODUCTS.c.seller_account,
        BUYERS.c.customer_identifier,
        BUYERS.c.suspended,
    )
    .select_from(AGREEMENTS)
    .join(PRODUCTS, PRODUCTS.c.product_code == AGREEMENTS.c.product_code)
    .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id),
    AGREEMENTS.c.license_arn,
    first,
)
"""The agreements of licenses, each with its product and buyer."""
_OWNER = (("CustomerAWSAccountId", "customer_aws_account_id"), ("CustomerIdentifier", "customer_identifier"))
"""The members that name a license's buyer, and the columns of their values."""
_SOLD = Lookup(select(PRODUCTS), PRODUCTS.c.product_code, first)


def product(store: Store, call: Call, batch: Sequence[Usage]) -> Row | None:
    """Return the row with the product_code and generation that a batch meters, and set the agreement of each license.

    Raise InvalidProductCodeException or InvalidLicenseException. A batch without records and ProductCode has no product.
    """
    found = _by_code(store, call)
    by_code = found is not None
    arns = {usage.sent["LicenseArn"] for usage in batch if "LicenseArn" in usage.sent}
    licensed = _LICENSED.of(store, arns)
    for usage in batch:
        arn = usage.sent.get("LicenseArn")
        if arn is None:
            if not by_code:
                raise request_error(
                    call,
                    "InvalidProductCodeException",
                    f"{usage.where} has no LicenseArn, and the request has no ProductCode; expected LicenseArn in each "
                    "record, or ProductCode in the request of a legacy product",
                )
            assert found is not None
            if found["generation"] == "concurrent":
                raise _wrong(
                    call,
                    f"{usage.where} has no LicenseArn; expected the license of the agreement, because the product "
                    f"'{found['product_code']}' has concurrent agreements",
                )
            continue
        usage.agreement = agreement = _agreement(call, usage, licensed)
        found = found or agreement
        if agreement["product_code"] != found["product_code"]:
            raise _wrong(
                call,
                f"{usage.where}.LicenseArn is '{arn}', a license of the product '{agreement['product_code']}'; expected "
                f"one of '{found['product_code']}', because each request is for one product",
            )
    return found


def _by_code(store: Store, call: Call) -> Row | None:
    code = call.parameters.get("ProductCode")
    if not code:
        return None
    found = _SOLD.of(store, (code,))[code]
    if found is None or found["seller_account"] != call.caller.account:
        known = [
            row["product_code"] for row in store.rows(products.ALL) if row["seller_account"] == call.caller.account
        ]
        raise request_error(
            call,
            "InvalidProductCodeException",
            f"ProductCode is '{code}', which is not a product of the account {call.caller.account}; "
            + (meant(code, known) if known else "that account sells none, so use an access key of the seller"),
        )
    return found


def _agreement(call: Call, usage: Usage, licensed: Mapping[str, Row | None]) -> Row:
    arn = usage.sent["LicenseArn"]
    found = licensed[arn]
    if found is None:
        raise _wrong(
            call,
            f"{usage.where}.LicenseArn is '{arn}', which no agreement has; expected the LicenseArn of the customer",
        )
    if found["seller_account"] != call.caller.account:
        raise _wrong(
            call,
            f"{usage.where}.LicenseArn is '{arn}', a license of another seller's product; expected one of a product of "
            f"the account {call.caller.account}",
        )
    account = usage.sent.get("CustomerAWSAccountId")
    for member, column in _OWNER:
        given, owner = usage.sent.get(member), found[column]
        if given and given != owner and (account or found["generation"] == "legacy"):
            raise _wrong(
                call, f"{usage.where}.LicenseArn is '{arn}', whose {member} is '{owner}'; the record has '{given}'"
            )
    if found["start_time"] >= usage.hour + HOUR:
        raise _wrong(
            call,
            f"{usage.where}.LicenseArn is '{arn}', whose agreement began at {duration.iso(found['start_time'])}; the "
            f"usage is of {window.written(usage.sent['Timestamp'])}, which is before that",
        )
    usage.account = found["customer_aws_account_id"]
    return found


def _wrong(call: Call, text: str) -> AwsError:
    return request_error(call, "InvalidLicenseException", text)
