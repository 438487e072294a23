"""Python methods for registration tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Length, Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.tokens import Minted, Token


class TokenFields(TypedDict, total=False):
    """Optional fields of a new token.

    `product_code` and `customer_aws_account_id` together name the agreement, instead of its id. `expires_in` is the
    lifetime, instead of the reading token_lifetime. `token` is the text, instead of one in AWS's format.
    """

    product_code: str | None
    customer_aws_account_id: str | None
    expires_in: Length | None
    token: str | None


class TokenFilter(TypedDict, total=False):
    """Only the tokens of one agreement; at most `limit`."""

    agreement_id: str | None
    limit: int | None


class SteersTokens(Steers):
    """Lists and mints registration tokens."""

    def tokens(self, *, full: bool = True, **wanted: Unpack[TokenFilter]) -> list[Token]:
        """List the tokens that match the filter; they are shortened unless `full`."""
        return self._items("/tokens", full=full, **wanted)

    def mint(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> Minted:
        """Mint a registration token for an agreement. Default: the first active agreement."""
        minted: Minted = self._post("/tokens", agreement_id=agreement_id, **fields)
        return minted

    def mint_token(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> str:
        """Mint a registration token as `mint` does, and return its text."""
        return self.mint(agreement_id, **fields)["token"]

    def registration_form(self, agreement_id: str | None = None, **fields: Unpack[TokenFields]) -> dict[str, str]:
        """Mint a token as `mint` does, and return the form fields that a buyer's browser posts with it."""
        return self.mint(agreement_id, **fields)["form"]
