"""Duplicates: usage of a customer, a dimension and an hour is billed once, and what was billed first stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import quantity
from marketplace_emulator.store.metering_records import Key

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "Usage by ProductCode is deduplicated by product, customer, dimension and hour; usage by LicenseArn by account, "
    "license, dimension and hour.",
    "doc",
    f"{MODEL}; AWS agent toolkit, skill aws-marketplace-metering",
)
imitates(
    __name__,
    "Another quantity than the billed one is DuplicateRecord, and the first stays billed. The same one is Success with "
    "the same MeteringRecordId, and is not billed again. (The reading identical_resend has another answer.)",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Records of one request are judged in their order, each against those before it.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "With both ProductCode and LicenseArn, the usage is billed twice: once by product and once by license.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Usage with both is a DuplicateRecord if it was billed by either with another quantity; what was billed already is "
    "not billed again.",
    "assumed",
    "nobody published it",
)

REPEATED = "the same record was billed before"
"""Why a record that repeats a billed one is not billed."""
Billed = Mapping[Key, tuple[int, str]]
"""The quantity in millionths and the MeteringRecordId of what is billed."""


class Outcome(NamedTuple):
    """What becomes of a record of usage: its status, why if it is not billed, and the keys by which it is billed now."""

    status: str
    reason: str | None = None
    metering_record_id: str | None = None
    new: Sequence[Key] = ()


def judge(call: Call, keys: Sequence[Key], micros: int, billed: Billed) -> Outcome:
    """Return what becomes of usage that is deduplicated by `keys`, after what is billed already."""
    earlier = [billed[key] for key in keys if key in billed]
    for first, _ in earlier:
        if first != micros:
            was, has = quantity.written(first), quantity.written(micros)
            return Outcome("DuplicateRecord", f"the hour was billed {was} before, and the record has {has}")
    if not earlier:
        return Outcome("Success", None, keys[0].metering_record_id(micros), keys)
    if call.reading("identical_resend") == "duplicate_record":
        return Outcome("DuplicateRecord", REPEATED)
    new = [key for key in keys if key not in billed]
    return Outcome("Success", None if new else REPEATED, earlier[0][1], new)
