"""Python methods for products."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.products import Product
    from marketplace_emulator.store.products import Generation


class ProductFields(TypedDict, total=False):
    """Optional fields of a new product. Defaults: generation concurrent, and identifiers derived from its name."""

    generation: Generation | None
    product_code: str | None
    product_id: str | None
    seller_account: str | None


class SteersProducts(Steers):
    """Lists and adds products."""

    def products(self) -> list[Product]:
        """List the products."""
        return self._items("/products")

    def create_product(self, name: str, **fields: Unpack[ProductFields]) -> Product:
        """Add a product."""
        made: Product = self._post("/products", name=name, **fields)
        return made
