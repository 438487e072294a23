"""Dimensions that usage may name: those of the product that are ExternallyMetered."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering.request_error import request_error
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Store, dimensions

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "A dimension that the product does not have is InvalidUsageDimensionException; case matters.",
    "doc",
    f"{MODEL}; AWS agent toolkit, skill aws-marketplace-metering",
)
imitates(
    __name__,
    "A dimension that is only Entitled is InvalidUsageDimensionException too.",
    "assumed",
    "nobody published it",
)


def check(store: Store, call: Call, product_code: str, sent: Iterable[str | None], beginning: str) -> None:
    """Raise InvalidUsageDimensionException for the first dimension that takes no usage.

    `beginning` is that of the message, with {index} and {key} of the dimension. One that is None is not checked.
    """
    known = dimensions.of_product(store, product_code)
    metered = [key for key, row in known.items() if row["externally_metered"]]
    for index, key in enumerate(sent):
        if key is not None and (key not in known or not known[key]["externally_metered"]):
            problem = "is only Entitled" if key in known else f"the product '{product_code}' does not have"
            expected = meant(key, metered) if metered else "the product has no ExternallyMetered dimension"
            raise request_error(
                call,
                "InvalidUsageDimensionException",
                f"{beginning.format(index=index, key=key)} {problem}; {expected}",
            )
