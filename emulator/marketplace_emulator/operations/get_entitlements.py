"""GetEntitlements: what the customers of a product are entitled to."""

from __future__ import annotations

from typing import Any

import msgspec

from marketplace_emulator import next_token
from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, named
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.readings.entitlements import PROPAGATION_SECONDS
from marketplace_emulator.store import Row, buyers, entitlement_pages, products, settings
from marketplace_emulator.store.entitlement_pages import Standing
from marketplace_emulator.world import World

ABOUT = {
    "product_code": ["ProductCode"],
    "customer_identifier": ["Filter.CUSTOMER_IDENTIFIER[]"],
    "customer_aws_account_id": ["Filter.CUSTOMER_AWS_ACCOUNT_ID[]"],
    "license_arn": ["Filter.LICENSE_ARN[]"],
    "dimension": ["Filter.DIMENSION[]"],
}

MODEL = "service model marketplace-entitlement, botocore 1.44.8"
imitates(
    __name__,
    "A filter's values are united, and its keys are intersected. CUSTOMER_IDENTIFIER and CUSTOMER_AWS_ACCOUNT_ID "
    "exclude each other.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Both customer keys in one filter, and a NextToken that does not continue the list, are InvalidParameterException.",
    "assumed",
    "the only declared error that fits; nobody published its texts",
)
imitates(
    __name__,
    "A NextToken goes on with the same product and the same filter; MaxResults may change from page to page.",
    "assumed",
    "nobody published what a NextToken holds",
)
imitates(
    __name__,
    "Entitlements come in the order in which they were granted, 25 on a page unless MaxResults is given.",
    "assumed",
    "the model limits MaxResults to 1 to 25; nobody published the default or the order",
)
imitates(
    __name__,
    "A call about an unknown product, or about another seller's, finds no entitlements; it is not an error.",
    "seen",
    "boto/boto3 issue 1258 (2017): 200 and {}; AWS's engineers checked that another account gets an empty answer",
)
imitates(
    __name__,
    "A legacy product's entitlement has CustomerIdentifier, CustomerAWSAccountId and LicenseArn; a concurrent one's has no "
    "CustomerIdentifier, and no filter by CustomerIdentifier finds it.",
    "assumed",
    "as ResolveCustomer identifies these customers",
)
imitates(
    __name__,
    "Of the four members of Value, the one of the entitlement's type is set.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "An entitlement's ExpirationDate is its own end, or its agreement's if that is earlier, in whole seconds; "
    "9999-01-01 if it has no end.",
    "assumed",
    "the model: the date at which the customer renews or cancels; the year 9999 was seen in AWS's events",
)
imitates(
    __name__,
    "A free trial's entitlements are like others. An agreement that starts later, or was renewed or replaced, has none; a "
    "suspended buyer keeps them.",
    "assumed",
    "no real answer was published",
)


def get_entitlements(world: World, call: Call) -> dict[str, Any]:
    """Return a page of the product's entitlements that the filter lets through."""
    given = call.parameters
    code, limit = given["ProductCode"], given.get("MaxResults", 25)
    wanted: dict[str, list[str]] = given.get("Filter", {})
    if "CUSTOMER_IDENTIFIER" in wanted and "CUSTOMER_AWS_ACCOUNT_ID" in wanted:
        raise _invalid(call, "Filter has both CUSTOMER_IDENTIFIER and CUSTOMER_AWS_ACCOUNT_ID; use one or the other")
    pages = {
        "for another product": code,
        "for another filter": {key: sorted({*values}) for key, values in wanted.items()},
        "before the emulator was reset": settings.get(world.store, settings.AGREEMENTS_RESET),
    }
    after = 0
    if "NextToken" in given:
        try:
            after = next_token.position(given["NextToken"], pages)
        except next_token.Misused as misused:
            raise _invalid(
                call,
                f"NextToken {misused}; send the NextToken of the previous answer with the same ProductCode and Filter, or "
                "none to start with the first page",
            ) from None
    elif call.reading("empty_entitlement_page") == "first":
        return _page(call, [], next_token.made(0, pages))
    sold = world.store.row(products.FIND, product_code=code)
    if sold is None or sold["seller_account"] != call.caller.account:
        return _page(call, [], None)
    product = dict(sold)
    found = _found(world, call, product, wanted, after, limit + 1)
    following = next_token.made(found[limit - 1]["position"], pages) if len(found) > limit else None
    return _page(call, [_entitlement(call, product, each) for each in found[:limit]], following)


def _invalid(call: Call, text: str) -> AwsError:
    return named("InvalidParameterException", text, operation=call.operation)


def _found(world: World, call: Call, product: Row, wanted: dict[str, list[str]], after: int, limit: int) -> list[Row]:
    filters = {key.lower(): values for key, values in wanted.items() if key != "CUSTOMER_IDENTIFIER"}
    if "CUSTOMER_IDENTIFIER" in wanted:
        known = wanted["CUSTOMER_IDENTIFIER"] if product["generation"] == "legacy" else ()
        filters["customer_aws_account_id"] = buyers.accounts(world.store, known)
    standings: list[Standing] = ["in_force"]
    if call.reading("cancelled_entitlement") == "without_expiration":
        standings.append("cancelled")
    if call.reading("expired_entitlement") == "listed":
        standings.append("expired")
    return entitlement_pages.of_product(
        world.store,
        product["product_code"],
        filters,
        now=call.at,
        delay=PROPAGATION_SECONDS[call.reading("entitlement_propagation")],
        standings=standings,
        after=after,
        limit=limit,
    )


def _entitlement(call: Call, product: Row, found: Row) -> dict[str, Any]:
    shown: dict[str, Any] = {"ProductCode": found["product_code"], "Dimension": found["dimension"]}
    if product["generation"] == "legacy":
        shown["CustomerIdentifier"] = found["customer_identifier"]
    else:
        unpopulated = call.reading("unpopulated_customer_identifier")
        if unpopulated != "absent":
            shown["CustomerIdentifier"] = "" if unpopulated == "empty" else None
    shown["CustomerAWSAccountId"] = found["customer_aws_account_id"]
    shown["Value"] = _value(msgspec.json.decode(found["value"]))
    if found["standing"] != "cancelled":
        shown["ExpirationDate"] = int(found["end_time"])
    shown["LicenseArn"] = found["license_arn"]
    return shown


def _value(value: bool | int | float | str) -> dict[str, Any]:
    kinds: dict[type, str] = {bool: "BooleanValue", int: "IntegerValue", float: "DoubleValue", str: "StringValue"}
    return {kinds[type(value)]: value}


def _page(call: Call, found: list[dict[str, Any]], following: str | None) -> dict[str, Any]:
    page: dict[str, Any] = {}
    if found or call.reading("no_entitlements_answer") == "empty_list":
        page["Entitlements"] = found
    if following is not None:
        page["NextToken"] = following
    return page
