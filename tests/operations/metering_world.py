"""The world in which the model of metering and the emulator are compared: two sellers, three buyers, nine agreements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SELLER = "111122223333"
START = datetime(2027, 2, 28, 23, 50, tzinfo=UTC).timestamp()
"""Just before the end of a month, an hour and a half after one agreement began, and before two end by the clock."""
NEVER = 253370764800.0


@dataclass
class Product:
    """A product with the dimensions that usage may name."""

    code: str
    legacy: bool
    seller: str
    metered: set[str]


@dataclass
class Agreement:
    """A purchase; `grants` has the value and the end of each entitlement."""

    product: Product
    account: str
    arn: str
    start: float
    end: float
    grants: dict[str, tuple[dict[str, Any], float]]
    status: str = "ACTIVE"


IDENTIFIERS = {"111111111111": "ann", "222222222222": "bob", "333333333333": "cid"}
"""The CustomerIdentifier of each buyer's account."""
ANN, BOB, CID = IDENTIFIERS
OLD = Product("oldproduct", True, SELLER, {"queries", "rows"})
NEW = Product("newproduct", False, SELLER, {"queries", "rows"})
FOREIGN = Product("foreignproduct", False, "444455556666", {"queries"})
PRODUCTS = {each.code: each for each in (OLD, NEW, FOREIGN)}
ENTITLED = ("seats", "tier")


def agreements() -> list[Agreement]:
    """Return the agreements as they are at the start."""
    return [
        Agreement(OLD, ANN, arn(1), START - 40 * 86400, NEVER, {"seats": ({"IntegerValue": 5}, START + 3000)}),
        Agreement(OLD, BOB, arn(2), START - 40 * 86400, START + 5400, {"tier": ({"StringValue": "gold"}, NEVER)}),
        Agreement(NEW, ANN, arn(3), START - 40 * 86400, NEVER, {"seats": ({"IntegerValue": 7}, NEVER)}),
        Agreement(NEW, ANN, arn(4), START - 5400, NEVER, {"seats": ({"DoubleValue": 0.5}, NEVER)}),
        Agreement(
            NEW,
            BOB,
            arn(5),
            START - 40 * 86400,
            START + 15000,
            {"tier": ({"BooleanValue": True}, NEVER), "seats": ({"IntegerValue": 1}, START + 20000)},
        ),
        Agreement(NEW, CID, arn(6), START + 1200, NEVER, {"seats": ({"IntegerValue": 2}, NEVER)}),
        Agreement(FOREIGN, BOB, arn(7), START - 40 * 86400, NEVER, {}),
        Agreement(OLD, CID, arn(10), START + 4200, NEVER, {}),
        Agreement(OLD, ANN, arn(8), START - 40 * 86400, START - 600, {}, "CANCELLED"),
    ]


def arn(number: int) -> str:
    """Return the LicenseArn of an agreement by its number."""
    return f"arn:aws:license-manager::294406891311:license:l-{number}"


def fixtures() -> dict[str, Any]:
    """Return the world as a fixture file."""
    return {
        "products": [
            {
                "name": each.code,
                "product_code": each.code,
                "generation": "legacy" if each.legacy else "concurrent",
                "seller_account": each.seller,
                "dimensions": [
                    *({"key": key} for key in sorted(each.metered)),
                    *({"key": key, "types": ["Entitled"]} for key in ENTITLED),
                ],
            }
            for each in PRODUCTS.values()
        ],
        "buyers": [
            {"name": name, "customer_aws_account_id": account, "customer_identifier": name}
            for account, name in IDENTIFIERS.items()
        ],
        "agreements": [
            {
                "name": f"agreement-{number}",
                "agreement_id": f"agmt-{number}",
                "product": each.product.code,
                "buyer": IDENTIFIERS[each.account],
                "license_arn": each.arn,
                "status": each.status,
                "start_time": _iso(each.start),
                "end_time": _iso(each.end),
                "entitlements": {
                    key: {"value": next(iter(value.values())), "end_time": _iso(end)}
                    for key, (value, end) in each.grants.items()
                },
            }
            for number, each in sorted(enumerate(agreements(), start=1), key=lambda each: each[1].status == "ACTIVE")
        ],
    }


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
