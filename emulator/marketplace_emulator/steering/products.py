"""Python methods for products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Required, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.products import Product
    from marketplace_emulator.store.dimensions import DimensionType
    from marketplace_emulator.store.products import Generation


class DimensionFields(TypedDict, total=False):
    """A dimension of a new product. Defaults: ExternallyMetered, named as its key, without a price."""

    key: Required[str]
    name: str | None
    unit: str
    types: Sequence[DimensionType]
    price: str | None
    contract_prices: Mapping[str, str]


class ProductFields(TypedDict, total=False):
    """Optional fields of a new product. Defaults: generation concurrent, and identifiers derived from its name."""

    generation: Generation | None
    product_code: str | None
    product_id: str | None
    seller_account: str | None
    fulfillment_url: str | None
    dimensions: Sequence[DimensionFields] | None


class SteersProducts(Steers):
    """Lists, adds and changes products."""

    def products(self) -> list[Product]:
        """List the products."""
        return self._items("/products")

    def create_product(self, name: str, **fields: Unpack[ProductFields]) -> Product:
        """Add a product."""
        made: Product = self._post("/products", name=name, **fields)
        return made

    def set_fulfillment_url(self, product_code: str, url: str | None) -> Product:
        """Set the page to which the browser of a product's buyer posts the token; None takes the product's own URL away."""
        changed: Product = self.request("PUT", f"/products/{segment(product_code)}", {"fulfillment_url": url})
        return changed
