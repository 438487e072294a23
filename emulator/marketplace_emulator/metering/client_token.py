"""Client tokens of MeterUsage: a call that is sent again is the same call."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.errors import named
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import quantity
from marketplace_emulator.metering.allocations import DECIMAL, WHOLE
from marketplace_emulator.store import Store, client_tokens

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "The same ClientToken with the same parameters has the same answer, and with others it is IdempotencyConflictException. "
    "Its case matters, and quantities are compared by value.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "A ClientToken belongs to an account and is remembered without end. Timestamps are compared as they were sent, and the "
    "order of allocations and tags does not matter. A refused call and a dry run leave the token new.",
    "assumed",
    "nobody published it",
)


def answered(store: Store, call: Call, micros: int) -> dict[str, Any] | None:
    """Return the answer to an earlier call with the same token and parameters, or None if the token is new.

    `micros` is the quantity in millionths. Raise IdempotencyConflictException if the parameters were others.
    """
    token = call.parameters["ClientToken"]
    found = client_tokens.find(store, call.operation, call.caller.account, token)
    if found is None:
        return None
    if found["digest"] != _digest(call.parameters, micros):
        raise named(
            "IdempotencyConflictException",
            f"The ClientToken '{token}' was sent before with other parameters. Send the same parameters to repeat that call, "
            "or another ClientToken for another call.",
            operation=call.operation,
        )
    answer: dict[str, Any] = found["answer"]
    return answer


def remember(store: Store, call: Call, micros: int, answer: dict[str, Any]) -> None:
    """Remember the answer to a call with a new token; `micros` is the quantity in millionths."""
    client_tokens.add(
        store,
        operation=call.operation,
        account=call.caller.account,
        client_token=call.parameters["ClientToken"],
        digest=_digest(call.parameters, micros),
        answer=answer,
        at=call.at,
    )


def _digest(sent: Mapping[str, Any], micros: int) -> str:
    buckets = sorted(
        (
            sorted((tag["Key"], tag.get("Value", "")) for tag in each.get("Tags", ())),
            quantity.micros(each, WHOLE, DECIMAL),
        )
        for each in sent.get("UsageAllocations", ())
    )
    same = (sent["ProductCode"], sent["Timestamp"], sent["UsageDimension"], micros, buckets)
    return hashlib.blake2b(msgspec.json.encode(same), digest_size=16).hexdigest()
