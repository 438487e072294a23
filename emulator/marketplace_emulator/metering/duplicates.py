"""Duplicates: usage of a customer, a dimension and an hour is billed once, and what was billed first stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace_emulator import identifiers
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
    "Such usage is a DuplicateRecord if either of the two was billed with another quantity; what was billed already is "
    "not billed again.",
    "assumed",
    "nobody published it",
)

Billed = dict[Key, tuple[int, str]]
"""The quantity in millionths and the MeteringRecordId of what is billed."""


def judge(
    call: Call, keys: Sequence[Key], micros: int, billed: Mapping[Key, tuple[int, str]]
) -> tuple[str | None, str]:
    """Return why usage is a duplicate, or None and its MeteringRecordId: that of what is billed already, or a new one."""
    earlier = [billed[key] for key in keys if key in billed]
    for first, _ in earlier:
        if first != micros:
            return (
                f"the hour was billed {quantity.written(first)} before, and the record has {quantity.written(micros)}"
            ), ""
    if not earlier:
        return None, identifiers.metering_record_id(*keys[0], micros)
    if call.reading("identical_resend") == "duplicate_record":
        return "the same record was billed before", ""
    return None, earlier[0][1]
