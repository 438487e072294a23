"""Registration tokens: mint them, and list them with their state."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration, identifiers
from marketplace_emulator.control.page import NewestFirst, PageQuery, page
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.readings.registration import TOKEN_LIFETIME_SECONDS
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row, agreements, tokens
from marketplace_emulator.world import World

imitates(
    __name__,
    "The buyer's browser posts the token to the fulfillment URL as `x-amzn-marketplace-token`, and for a free trial "
    "`x-amzn-marketplace-offer-type=free-trial` with it.",
    "doc",
    "AWS Marketplace Seller Guide, SaaS customer onboarding",
)

FORM_FIELD = "x-amzn-marketplace-token"
OFFER_TYPE_FIELD = "x-amzn-marketplace-offer-type"


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new token for an agreement, given by its id or by product and buyer. Default: the first active agreement.

    `expires_in` is a length of time such as 90s or 5h, or seconds. Without it, the reading token_lifetime decides.
    """

    agreement_id: str | None = None
    product_code: str | None = None
    customer_aws_account_id: str | None = None
    expires_in: str | float | None = None
    token: Annotated[str, Meta(min_length=1, max_length=100_000)] | None = None


class Minted(TypedDict):
    """A new token, and the fields of the form that the buyer's browser posts with it."""

    token: str
    agreement_id: str
    expires_at: str
    form: dict[str, str]


class Token(TypedDict):
    """A token and its state; `token` is shortened unless the query has `full`."""

    token: str
    name: str | None
    agreement_id: str | None
    state: Literal["fresh", "resolved", "expired", "never_issued"]
    issued_at: str
    expires_at: str
    resolved_at: str | None


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """A page of tokens."""

    items: list[Token]
    next: int | None


class TokenQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tokens of one agreement, or of all; `full` shows them unshortened."""

    agreement_id: str | None = None
    full: bool = False
    newest: NewestFirst = False


@route("POST", "/tokens", status=201)
def mint_token(world: World, body: NewToken) -> Minted:
    """Mint a registration token."""
    agreement_id = _agreement(world, body)
    found = agreements.find(world.store, agreement_id)
    now = world.clock.now()
    with duration.given_as("expires_in"):
        expires_at = None if body.expires_in is None else duration.after(now, body.expires_in)
    token = body.token or identifiers.token(secrets.token_hex(32))
    tokens.create(world.store, tokens.new(token=token, agreement_id=agreement_id, issued_at=now, expires_at=expires_at))
    ends = now + _lifetime(world) if expires_at is None else expires_at
    form = registration_form(token, found)
    return Minted(token=token, agreement_id=agreement_id, expires_at=duration.iso(ends), form=form)


def registration_form(token: str, agreement: Row) -> dict[str, str]:
    """Return the fields of the form that the browser of an agreement's buyer posts with a token."""
    form = {FORM_FIELD: token}
    if agreement["free_trial"]:
        form[OFFER_TYPE_FIELD] = "free-trial"
    return form


@route("GET", "/tokens")
def list_tokens(world: World, query: TokenQuery) -> Tokens:
    """List the tokens in the order in which they were minted, or the newest first."""
    if query.agreement_id is not None:
        agreements.find(world.store, query.agreement_id)
    conditions = {"agreement_id": query.agreement_id}
    rows, following = page(world.store, tokens.TOKENS, query, conditions, newest=query.newest)
    return Tokens(items=[_shown(world, row, full=query.full) for row in rows], next=following)


def _agreement(world: World, body: NewToken) -> str:
    if body.agreement_id is not None:
        if body.product_code is not None or body.customer_aws_account_id is not None:
            raise Problem(
                422, "agreement_id already names the agreement; leave out product_code and customer_aws_account_id"
            )
        return body.agreement_id
    if body.product_code is None and body.customer_aws_account_id is None:
        first = world.store.row(agreements.FIRST_ACTIVE)
        if first is None:
            raise Problem(409, "there is no active agreement to mint a token for; create one first")
        return str(first[0])
    if body.product_code is None or body.customer_aws_account_id is None:
        raise Problem(422, "product_code and customer_aws_account_id go together; give both, or agreement_id")
    found = world.store.row(
        agreements.OF_BUYER,
        product_code=body.product_code,
        customer_aws_account_id=body.customer_aws_account_id,
    )
    if found is None:
        raise Problem(
            404,
            f"the buyer {body.customer_aws_account_id!r} has no agreement to the product {body.product_code!r}; create it "
            "first, or give another product_code, customer_aws_account_id or an agreement_id",
        )
    return str(found[0])


def _lifetime(world: World) -> float:
    return TOKEN_LIFETIME_SECONDS[world.readings["token_lifetime"]]


def _shown(world: World, row: Row, *, full: bool) -> Token:
    expires_at = row["issued_at"] + _lifetime(world) if row["expires_at"] is None else row["expires_at"]
    state: Literal["fresh", "resolved", "expired", "never_issued"]
    if row["agreement_id"] is None:
        state = "never_issued"
    elif world.clock.now() >= expires_at:
        state = "expired"
    else:
        state = "fresh" if row["resolved_at"] is None else "resolved"
    return Token(
        token=row["token"] if full else shortened(row["token"]),
        name=row["name"],
        agreement_id=row["agreement_id"],
        state=state,
        issued_at=duration.iso(row["issued_at"]),
        expires_at=duration.iso(expires_at),
        resolved_at=None if row["resolved_at"] is None else duration.iso(row["resolved_at"]),
    )
