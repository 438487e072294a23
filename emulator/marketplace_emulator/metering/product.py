"""The product that software in the buyer's account meters: any seller's."""

from __future__ import annotations

from marketplace_emulator.call import Call
from marketplace_emulator.errors import named
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Row, Store, products


def find(store: Store, call: Call) -> Row:
    """Return the product of the call's ProductCode, or raise InvalidProductCodeException."""
    code = call.parameters["ProductCode"]
    product = store.row(products.FIND, product_code=code)
    if product is None:
        known = [row["product_code"] for row in store.rows(products.CODES)]
        raise named(
            "InvalidProductCodeException",
            f"ProductCode is '{code}', which no product has; {meant(code, known)}",
            operation=call.operation,
        )
    return dict(product)
