"""Words that every world knows: sent as a dimension, a product code, a CustomerIdentifier or an agreement's id, they ask for errors.

The word of a declared error is its code in lower case with hyphens, without Exception: `invalid-license` asks for
InvalidLicenseException, in the operations that declare it. Words are no rules: nobody lists, counts or removes them. A
product, dimension, buyer or agreement with the name of a word is what it is; then the word is only a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select

from marketplace_emulator import catalogue
from marketplace_emulator.faults import rule
from marketplace_emulator.faults.rule import CallRule
from marketplace_emulator.nouns import Noun
from marketplace_emulator.store import Store
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.dimensions import DIMENSIONS
from marketplace_emulator.store.products import PRODUCTS

NOUNS = {
    "dimension": DIMENSIONS.c.key,
    "product_code": PRODUCTS.c.product_code,
    "customer_identifier": BUYERS.c.customer_identifier,
    "agreement_id": AGREEMENTS.c.agreement_id,
}
"""What a word may be sent as, and where the world's own names are. Tokens have other words, in a fixture file."""
_OWN = {noun: Prepared(select(name).where(name == bindparam("identifier"))) for noun, name in NOUNS.items()}

_USUAL = {
    "ThrottlingException": "throttled",
    "InternalServiceErrorException": "internal-error",
    "ValidationException": "validation-error",
}
"""Words that registration tokens have had for longer."""

IN_EVERY_OPERATION: Mapping[str, Mapping[str, Any]] = {
    "access-denied": {"error": "AccessDeniedException"},
    "validation-error": {"error": "ValidationException", "message": "The request failed validation."},
    "unavailable": {"error": "ServiceUnavailable"},
    "expired-credentials": {"expired_credentials": True},
    "invalid-credentials": {"error": "UnrecognizedClientException"},
    "wrong-signature": {"error": "InvalidSignatureException"},
    "slow": {"latency": 3},
    "hang": {"hang": True},
    "drop": {"drop": "before"},
}
"""The words for errors that all of AWS's services have, and for lost connections."""

STATUSES: Mapping[str, str] = {
    "duplicate-record": "DuplicateRecord",
    "customer-not-subscribed": "CustomerNotSubscribed",
    "unprocessed": "Unprocessed",
}
"""The words for the status of one item of a batch. The other items are not concerned."""


def of_error(code: str) -> str:
    """Return the word for a declared error."""
    return _USUAL.get(code) or re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code.removesuffix("Exception")).lower()


def is_met(store: Store, noun: Noun) -> bool:
    """Say whether a noun is a word, and nothing of the world has it as its name."""
    return noun in MET and store.row(_OWN[noun[0]], identifier=noun[1]) is None


@cache
def rules(operation: str) -> Mapping[str, CallRule]:
    """Return what the words ask of an operation."""
    declared = {of_error(code): {"error": code} for code in catalogue.by_name()[operation].errors}
    read = {word: rule.read(f"word-{word}", asked, 0) for word, asked in {**declared, **IN_EVERY_OPERATION}.items()}
    return {word: each for word, each in read.items() if isinstance(each, CallRule)}


def _words() -> set[str]:
    declared = {of_error(code) for operation in catalogue.by_name().values() for code in operation.errors}
    return {*declared, *IN_EVERY_OPERATION, *STATUSES}


MET = frozenset((noun, word) for noun in NOUNS for word in _words())
"""Every word as every noun that it may be sent as. Few calls are about any of them."""
