"""The nouns that a call may be about: tokens, buyers, agreements, products and dimensions, by AWS's identifiers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Annotated, Any, TypedDict, get_type_hints

import msgspec
from sqlalchemy import bindparam, func, select

from marketplace_emulator.store import Store
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.entry import AccountId
from marketplace_emulator.store.tokens import TOKENS

_encode = msgspec.json.Encoder().encode
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
_GIVEN = select(func.json_each(bindparam("identifiers")).table_valued("value").c.value)
_LED = {
    noun: Prepared(query.add_columns(given.label("given")).where(given.in_(_GIVEN)))
    for noun, (given, query) in _LEADS.items()
}
"""The same queries for many identifiers at once; the last column of a row is the given identifier."""
_MOST_LEADS = 10_000
"""How many nouns' leads are remembered; they take 10 MB."""


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


class Leads:
    """What each noun leads to in a store. It is remembered, since it stays the same until a reset or another snapshot."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Noun, dict[Noun, None]] = {}

    def all_of(self, direct: Iterable[Noun]) -> dict[Noun, None]:
        """Return the given nouns and those that they lead to, each once."""
        found: dict[Noun, None] = dict.fromkeys(direct)
        unknown: dict[str, list[str]] = {}
        for noun in [*found]:
            led = self._known.get(noun)
            if led is not None:
                found.update(led)
            elif noun[0] in _LED:
                unknown.setdefault(noun[0], []).append(noun[1])
        for name, identifiers in unknown.items():
            for row in self._store.rows(_LED[name], identifiers=_encode(identifiers).decode()):
                *names, _ = row.keys()
                *values, given = row
                found.update(self._remember((name, given), dict.fromkeys(zip(names, values, strict=True))))
        return found

    def _remember(self, noun: Noun, led: dict[Noun, None]) -> dict[Noun, None]:
        if len(self._known) >= _MOST_LEADS:
            del self._known[next(iter(self._known))]
        self._known[noun] = led
        return led

    def forget(self) -> None:
        """Ask the store again from now on."""
        self._known.clear()
