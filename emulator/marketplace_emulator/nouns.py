"""The nouns that a call may be about: tokens, buyers, agreements, products and dimensions, by AWS's identifiers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Annotated, Any, TypedDict, get_type_hints

from sqlalchemy import select

from marketplace_emulator.store import Row, Store
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.store.lookup import IDENTIFIER, Lookup
from marketplace_emulator.store.tokens import TOKENS

Account = AccountId
Noun = tuple[str, str]
"""The name of a noun and an identifier, such as ("product_code", "qmjcqgw9kbqt2gsurxlphu6kg")."""


class _Token(TypedDict, total=False):
    """The noun that only calls before the registration are about."""

    token: Annotated[str, "this registration token"]


class UsageNouns(TypedDict, total=False):
    """Every noun that usage may be of. Metering records are found by them."""

    customer_aws_account_id: Annotated[Account, "the buyer with this AWS account"]
    customer_identifier: Annotated[str, "the buyer with this CustomerIdentifier"]
    agreement_id: Annotated[str, "the agreement with this id"]
    license_arn: Annotated[str, "the agreement with this LicenseArn"]
    product_code: Annotated[str, "the product with this code"]
    dimension: Annotated[str, "the dimension with this key"]


class Nouns(_Token, UsageNouns, total=False):
    """Every noun that a call may be about. Faults may be bound to these nouns, and exchanges are found by them.

    The text beside a type completes "Only calls about …".
    """


NAMES = tuple(Nouns.__annotations__)
_AGREED = (
    select(
        AGREEMENTS.c.agreement_id,
        AGREEMENTS.c.license_arn,
        AGREEMENTS.c.product_code,
        BUYERS.c.customer_aws_account_id,
        BUYERS.c.customer_identifier,
    )
    .select_from(AGREEMENTS)
    .join(BUYERS, BUYERS.c.customer_aws_account_id == AGREEMENTS.c.customer_aws_account_id)
)
_BUYER = select(BUYERS.c.customer_aws_account_id, BUYERS.c.customer_identifier)
_LEADS = {
    "token": (TOKENS.c.token, _AGREED.join(TOKENS, TOKENS.c.agreement_id == AGREEMENTS.c.agreement_id)),
    "agreement_id": (AGREEMENTS.c.agreement_id, _AGREED),
    "license_arn": (AGREEMENTS.c.license_arn, _AGREED),
    "customer_aws_account_id": (BUYERS.c.customer_aws_account_id, _BUYER),
    "customer_identifier": (BUYERS.c.customer_identifier, _BUYER),
}
"""Queries that lead from one noun to others: from a token to its agreement, license, product and buyer, for example."""
_REACHED = {noun: set(query.selected_columns.keys()) for noun, (_, query) in _LEADS.items()}


def _led(rows: Iterable[Row]) -> dict[Noun, None]:
    return {noun: None for row in rows for noun in row.items() if noun[0] != IDENTIFIER}


_LED = {noun: Lookup(query, given, _led) for noun, (given, query) in _LEADS.items()}


@cache
def types() -> dict[str, Any]:
    """Return the type of each noun's identifier."""
    return get_type_hints(Nouns, include_extras=True)


def meaning(noun: str) -> str:
    """Return the words that complete the sentence "Only calls about …"."""
    return str(next(each for each in types()[noun].__metadata__ if isinstance(each, str)))


def is_complete(about: Iterable[Noun]) -> bool:
    """Return whether nouns include every noun that they can lead to."""
    return _are_complete(tuple([noun for noun, _ in about]))


@lru_cache(maxsize=1024)
def _are_complete(names: tuple[str, ...]) -> bool:
    return reached(names) <= set(names)


def reached(direct: Iterable[str]) -> set[str]:
    """Return the nouns that can be found from the given ones, including these."""
    return {each for noun in direct for each in (noun, *_REACHED.get(noun, ()))}


def all_of(store: Store, direct: Iterable[Noun]) -> dict[Noun, None]:
    """Return the given nouns and those that they lead to in the store, each once."""
    found: dict[Noun, None] = dict.fromkeys(direct)
    named: dict[str, list[str]] = {}
    for noun, identifier in found:
        named.setdefault(noun, []).append(identifier)
    for noun, identifiers in named.items():
        if noun in _LED:
            known = _LED[noun].of(store, identifiers)
            for identifier in identifiers:
                found.update(known[identifier])
    return found
