"""Identifiers in AWS's formats, derived from a name: the same name always has the same identifier."""

from __future__ import annotations

import base64
import hashlib
import secrets
import string
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A registration token is 184 characters of standard base64 and ends in ==: 136 bytes, of which the first is 0x30. "
    "A minted token always contains at least one + and one /.",
    "seen",
    "two tokens published years apart; that every token contains + and / is the emulator's choice",
)
imitates(
    __name__,
    "A CustomerIdentifier is 11 mixed-case alphanumerics, a ProductCode 25 lower-case ones. After prod- and offer- there "
    "are 13, after agmt- 25. A LicenseArn is arn:aws:license-manager::294406891311:license:l- and 32 hexadecimal digits.",
    "seen",
    "identifiers published by sellers",
)

imitates(
    __name__,
    "An agreement without an end ends on 9999-01-01T00:00:00Z.",
    "seen",
    "the agreement's events of a real purchase, 2026-08",
)

_LOWER = string.ascii_lowercase + string.digits
_MIXED = string.ascii_letters + string.digits
LICENSE_ACCOUNT = "294406891311"
"""AWS's own account, which is in every LicenseArn."""
_SPREAD = 0x9E3779B97F4A7C15F39CC0605CEDC835
"""An odd number, by which quantities that are near to each other get ids that are far from each other."""


def _stream(kind: str, name: str, length: int) -> bytes:
    return hashlib.shake_256(f"{kind}:{name}".encode()).digest(length)


@cache
def _pairs(alphabet: str) -> list[str]:
    return [first + second for second in alphabet for first in alphabet]


def _letters(kind: str, name: str, length: int, alphabet: str) -> str:
    number = int.from_bytes(_stream(kind, name, 2 * length + 8))
    pairs = _pairs(alphabet)  # two digits of the number at once take half the time
    letters = []
    for _ in range(0, length, 2):
        number, index = divmod(number, len(pairs))
        letters.append(pairs[index])
    return "".join(letters)[:length]


def one_of(kind: str, name: str, choices: Sequence[str]) -> str:
    """Derive one of some texts."""
    return choices[int.from_bytes(_stream(kind, name, 8)) % len(choices)]


def product_code(name: str) -> str:
    """Derive a ProductCode."""
    return _letters("product-code", name, 25, _LOWER)


def product_id(name: str) -> str:
    """Derive a product's id."""
    return "prod-" + _letters("product-id", name, 13, _LOWER)


def customer_identifier(name: str) -> str:
    """Derive a CustomerIdentifier."""
    return _letters("customer-identifier", name, 11, _MIXED)


def account(name: str) -> str:
    """Derive an AWS account id, 12 digits."""
    return "9" + _letters("account", name, 11, string.digits)


def account_numbered(name: str, number: int) -> str:
    """Derive the AWS account id of one buyer of many; each `number` below 10^11 has a different account."""
    return f"8{(_first(name) + number) % 10**11:011}"


@lru_cache(maxsize=16)
def _first(name: str) -> int:
    return int(_letters("account", name, 11, string.digits))


def agreement_id(name: str) -> str:
    """Derive an agreement's id."""
    return "agmt-" + _letters("agreement", name, 25, _LOWER)


def offer_id(name: str) -> str:
    """Derive an offer's id."""
    return "offer-" + _letters("offer", name, 13, _LOWER)


def sample_offer_id(offer_id: str) -> str:
    """Derive an offer's id as the license events of the seller guide have it, without offer-."""
    return _letters("sample-offer", offer_id, 25, _LOWER)


def term_id(offer_id: str, kind: str) -> str:
    """Derive the id of a term of an offer; the agreements that come from the offer have the same."""
    return f"term-{_stream('term', f'{offer_id}:{kind}', 32).hex()}"


def license_arn(name: str) -> str:
    """Derive a LicenseArn."""
    return f"arn:aws:license-manager::{LICENSE_ACCOUNT}:license:l-{_stream('license', name, 16).hex()}"


def event_ids(count: int) -> Iterator[str]:
    """Make up the ids of events, each a UUID."""
    made = secrets.token_hex(16 * count)  # UUIDs of version 4; the class takes five times as long for each
    for first in range(0, 32 * count, 32):
        one = made[first : first + 32]
        yield f"{one[:8]}-{one[8:12]}-4{one[13:16]}-8{one[17:20]}-{one[20:]}"


def metering_record_id(usage: int, micros: int) -> str:
    """Derive the id of a metering record from a number of 128 bits for what it is deduplicated by, and its quantity."""
    # A UUID of version 4, written here because the class takes longer than all the rest of a record.
    found = ((usage + micros * _SPREAD) % 2**128).to_bytes(16).hex()
    return f"{found[:8]}-{found[8:12]}-4{found[13:16]}-8{found[17:20]}-{found[20:]}"


def token(name: str) -> str:
    """Derive a registration token."""
    attempt = 0
    while True:
        text = base64.b64encode(b"\x30" + _stream("token", f"{attempt}:{name}", 135)).decode()
        if "+" in text and "/" in text:
            return text
        attempt += 1
