"""What a person can hand over at "Set up your account": one entry for each choice, with the line that explains it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from marketplace_emulator import fulfillment, identifiers
from marketplace_emulator.control.agreements import NewAgreement, create_agreement
from marketplace_emulator.control.faults import add_fault
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.products import NewProduct, create_product
from marketplace_emulator.control.tokens import (
    FORM_FIELD,
    NewToken,
    TokenQuery,
    list_tokens,
    mint_token,
    registration_form,
)
from marketplace_emulator.faults.rule import NewFault
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, other_products, products, tokens
from marketplace_emulator.world import World

Form = dict[str, str]
Made = Callable[[World, Row], Form]


class TokenChoice(NamedTuple):
    """A choice: `form` makes the token, or binds a fault to it, and returns the fields that the browser posts."""

    name: str
    title: str
    line: str
    form: Made


CHOICES: dict[str, TokenChoice] = {}
"""The choices by name, in the order in which they are shown."""


def _choice(name: str, title: str, line: str) -> Callable[[Made], Made]:
    def declare(form: Made) -> Made:
        CHOICES[name] = TokenChoice(name, title, line, form)
        return form

    return declare


@_choice("fresh", "Fresh", "A new token, as after every purchase. Your page registers this buyer.")
def _fresh(world: World, agreement: Row) -> Form:
    return mint_token(world, NewToken(agreement_id=agreement["agreement_id"]))["form"]


@_choice(
    "expired",
    "Expired",
    "AWS answers ExpiredTokenException. Your page tells the buyer to start again from AWS Marketplace.",
)
def _expired(world: World, agreement: Row) -> Form:
    return mint_token(world, NewToken(agreement_id=agreement["agreement_id"], expires_in=0))["form"]


@_choice("forged", "Forged", "AWS never issued this token, and answers InvalidTokenException. Nobody gets an account.")
def _forged(world: World, agreement: Row) -> Form:
    return registration_form(identifiers.token(secrets.token_hex(32)), agreement)


@_choice(
    "used",
    "Already used",
    "The last token that your page has used, sent again, as by a reload. Your page registers nobody twice.",
)
def _used(world: World, agreement: Row) -> Form:
    newest = TokenQuery(agreement_id=agreement["agreement_id"], full=True, limit=LARGEST, newest=True)
    for each in list_tokens(world, newest).items:
        if each["state"] == "resolved":
            return registration_form(each["token"], agreement)
    form = _fresh(world, agreement)
    minted = world.store.row(tokens.FIND, token=form[FORM_FIELD])
    assert minted is not None, "the token was minted in the same transaction"
    world.store.run(tokens.MARK_RESOLVED, id=minted["position"], resolved_at=world.clock.now())
    return form


imitates(
    __name__,
    "For a token of another product of the same seller, AWS answers with the code of that product.",
    "doc",
    "API reference, ResolveCustomer: the ProductCode confirms that the buyer is registering for your product",
)


@_choice(
    "other-product",
    "Another product's",
    "A token of a product that you do not sell on this page. AWS answers with the code of that product, and your page compares it.",
)
def _other_product(world: World, agreement: Row) -> Form:
    return mint_token(world, NewToken(agreement_id=_agreement_to_another(world, agreement)))["form"]


imitates(
    __name__,
    "AWS throttles the calls about one token, and takes them again a minute later.",
    "assumed",
    "ResolveCustomer declares ThrottlingException; nobody published whom it throttles for how long",
)


@_choice(
    "throttled",
    "Throttled",
    "A fresh token, for which AWS answers ThrottlingException for a minute. Your page tells the buyer to try again, and does not "
    "blame the token.",
)
def _throttled(world: World, agreement: Row) -> Form:
    return _with_fault(world, agreement, error="ThrottlingException", until="now+1m")


imitates(
    __name__,
    "AWS takes a call and never answers, or does the work of a call and its answer is lost.",
    "assumed",
    "it may happen to any call over a network",
)


@_choice(
    "hanging",
    "Hanging",
    "A fresh token, for which AWS leaves your first call without an answer. Your page gives up in time, or asks again.",
)
def _hanging(world: World, agreement: Row) -> Form:
    return _with_fault(world, agreement, hang=True, times=1)


@_choice(
    "lost-answer",
    "Lost answer",
    "A fresh token. AWS does the work of your first call, and its answer is lost. Your page asks again, and the token counts as "
    "used.",
)
def _lost_answer(world: World, agreement: Row) -> Form:
    return _with_fault(world, agreement, drop="after", times=1)


def _with_fault(world: World, agreement: Row, **fault: object) -> Form:
    form = _fresh(world, agreement)
    add_fault(world, msgspec.convert({**fault, "token": form[FORM_FIELD]}, NewFault))
    return form


def _agreement_to_another(world: World, agreement: Row) -> str:
    """Return an agreement to another product of the same seller: this buyer's, or another's; make what there is not."""
    code, account = agreement["product_code"], agreement["customer_aws_account_id"]
    seller, url = products.find(world.store, code)["seller_account"], fulfillment.url_of(world, code)
    others = other_products.OtherProducts(seller, code, url or "")
    agreed = others.agreed_to(world.store, account)
    if agreed is not None:
        return agreed
    other = others.open_to_all(world.store) or _new_product(world, seller, code)
    made = create_agreement(world, NewAgreement(product_code=other, customer_aws_account_id=account))
    return made["agreement_id"]


def _new_product(world: World, seller: str, than: str) -> str:
    name = f"another product than {than}"
    made = NewProduct(
        name="another-product",
        product_code=identifiers.product_code(name),
        product_id=identifiers.product_id(name),
        seller_account=seller,
        fulfillment_url="https://another-product.example/",
    )
    return create_product(world, made)["product_code"]
