"""Products, steered from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers


class SteersProducts(Steers):
    """Lists and adds products."""

    def products(self) -> list[dict[str, Any]]:
        """List the products."""
        return self._items("/products")

    def create_product(self, name: str, **fields: Any) -> dict[str, Any]:
        """Add a product; `generation`, `product_code`, `product_id`, `seller_account` may be given."""
        return self._made("/products", name=name, **fields)
