"""Registration tokens, steered from Python."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.steering.steers import Steers


class SteersTokens(Steers):
    """Lists and mints registration tokens."""

    def tokens(self, **filters: Any) -> list[dict[str, Any]]:
        """List the tokens, in full; those of an `agreement_id`, and at most `limit`, if given."""
        return self._items("/tokens", **{"full": True, **filters})

    def mint_token(self, agreement_id: str | None = None, **fields: Any) -> str:
        """Mint a registration token for an agreement, the world's first active one if none is named.

        `product_code` with `customer_aws_account_id` names it too; `expires_in` and `token` may be given.
        """
        token: str = self._mint(agreement_id, fields)["token"]
        return token

    def registration_form(self, agreement_id: str | None = None, **fields: Any) -> dict[str, str]:
        """Mint a token and give the exact form fields with which a buyer's browser posts it."""
        form: dict[str, str] = self._mint(agreement_id, fields)["form"]
        return form

    def _mint(self, agreement_id: str | None, fields: dict[str, Any]) -> dict[str, Any]:
        return self._made("/tokens", **({} if agreement_id is None else {"agreement_id": agreement_id}), **fields)
