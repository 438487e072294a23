"""Registration tokens, steered from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Length, Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.tokens import Minted, Token


class TokenFields(TypedDict, total=False):
    """What a new token may be given: `product_code` with `customer_aws_account_id` names an agreement too.

    The token lives as long as the reading token_lifetime says, or `expires_in`. `token` is its text, instead of one in
    AWS's shape.
    """

    product_code: str | None
    customer_aws_account_id: str | None
    expires_in: Length | None
    token: str | None


class TokenFilter(TypedDict, total=False):
    """Tokens of one agreement; at most `limit`."""

    agreement_id: str | None
    limit: int | None


class SteersTokens(Steers):
    """Lists registration tokens, and mints them."""

    def tokens(self, *, full: bool = True, **wanted: Unpack[TokenFilter]) -> list[Token]:
        """List the tokens, or those that are wanted; shortened where not `full`."""
        return self._items("/tokens", full=full, **wanted)

    def mint(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> Minted:
        """Mint a registration token for an agreement, the world's first active one if none is named."""
        minted: Minted = self._post("/tokens", agreement_id=agreement_id, **fields)
        return minted

    def mint_token(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> str:
        """Mint a registration token as `mint` does, and give its text."""
        return self.mint(agreement_id, **fields)["token"]

    def registration_form(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> dict[str, str]:
        """Mint a token as `mint` does, and give the exact form fields with which a buyer's browser posts it."""
        return self.mint(agreement_id, **fields)["form"]
