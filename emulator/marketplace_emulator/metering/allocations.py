"""Allocations: usage split into buckets by tags, for the buyer's own accounting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace_emulator import catalogue
from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import quantity
from marketplace_emulator.metering.request_error import request_error

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "Allocations must sum to the quantity, and each must have one quantity of the same kind, whole or decimal; else "
    "InvalidUsageAllocationsException.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Without a quantity, the quantity is the whole number 0, and so are the allocations.",
    "assumed",
    "the model says that the quantity defaults to 0; nobody published the kind",
)
imitates(
    __name__,
    "Each allocation must have another set of tags, and one may have none.",
    "doc",
    f"{MODEL}, on MeterUsage",
)
imitates(
    __name__,
    "Two allocations with the same tags are InvalidUsageAllocationsException.",
    "assumed",
    "nobody published the error",
)
imitates(
    __name__,
    "More than 5 tags in an allocation, or a tag that does not fit its shape, is InvalidTagException and not "
    "ValidationException. (The reading empty_tag_value decides about an empty value.)",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "An empty list of tags is InvalidTagException.",
    "assumed",
    "the model says that Tags has at least one; nobody published the error",
)
imitates(
    __name__,
    "A key twice in one allocation, or a key that begins with aws:, is InvalidTagException.",
    "assumed",
    "the usual rules of AWS's tags; nobody published them for usage",
)

JUDGED = ("TagList", "Tag", "TagKey", "TagValue")
"""The shapes whose constraints are checked here, because a tag that is wrong is InvalidTagException."""
_SHAPES = catalogue.service("meteringmarketplace").shapes
_MOST: int = _SHAPES["TagList"]["max"]
WHOLE, DECIMAL = "AllocatedUsageQuantity", "AllocatedUsageQuantityAsDecimal"


def check(call: Call, allocations: Sequence[Mapping[str, Any]], total: int, *, decimal: bool, where: str) -> None:
    """Raise InvalidUsageAllocationsException or InvalidTagException unless the allocations fit the usage.

    `total` is the quantity of the usage in millionths, sent as a `decimal` or not; `where` is the path of the allocations.
    """
    limit = 500
    if len(allocations) > limit and call.reading("allocation_limit") == str(limit):
        raise _wrong(call, f"{where} has {len(allocations)} allocations; expected at most {limit}")
    member, other = (DECIMAL, WHOLE) if decimal else (WHOLE, DECIMAL)
    sum_ = 0
    seen: dict[frozenset[tuple[str, str]], int] = {}
    for index, each in enumerate(allocations):
        if member not in each or other in each:
            raise _wrong(
                call,
                f"{where}[{index}] has {' and '.join(name for name in (WHOLE, DECIMAL) if name in each) or 'no quantity'}; "
                f"expected {member} alone, because the usage is {'a decimal' if decimal else 'a whole number'}",
            )
        sum_ += quantity.micros(each, WHOLE, DECIMAL)
        if each.get("Tags") == []:
            raise _bad_tag(call, f"{where}[{index}].Tags is empty; leave it out for usage without tags")
        tags = _tags(call, each.get("Tags", ()), f"{where}[{index}].Tags")
        twin = seen.setdefault(tags, index)
        if twin != index:
            raise _wrong(
                call, f"{where}[{index}] has the same tags as {where}[{twin}]; expected another set of tags in each"
            )
    if sum_ != total:
        raise _wrong(
            call,
            f"{where} sums to {quantity.written(sum_)}, but the usage is {quantity.written(total)}; expected the same",
        )


def _tags(call: Call, tags: Sequence[Mapping[str, str]], where: str) -> frozenset[tuple[str, str]]:
    if len(tags) > _MOST:
        raise _bad_tag(call, f"{where} has {len(tags)} tags; expected at most {_MOST}")
    found: dict[str, str] = {}
    for index, tag in enumerate(tags):
        key, value = tag.get("Key", ""), tag.get("Value", "")
        if not _fits("TagKey", key) or key.lower().startswith("aws:"):
            expected = "that does not begin with aws:" if _fits("TagKey", key) else _described("TagKey")
            raise _bad_tag(call, f"{where}[{index}].Key is '{key}'; expected a key {expected}")
        if key in found:
            raise _bad_tag(call, f"{where}[{index}].Key is '{key}', which an earlier tag has; expected each key once")
        if not _fits("TagValue", value) and (value or call.reading("empty_tag_value") == "rejected"):
            raise _bad_tag(call, f"{where}[{index}].Value is '{value}'; expected a value {_described('TagValue')}")
        found[key] = value
    return frozenset(found.items())


def _fits(shape: str, text: str) -> bool:
    rule = _SHAPES[shape]
    return len(text) <= rule["max"] and re.fullmatch(rule["pattern"], text) is not None


def _described(shape: str) -> str:
    return f"of 1 to {_SHAPES[shape]['max']} letters, digits, spaces or the characters of {_SHAPES[shape]['pattern']}"


def _wrong(call: Call, text: str) -> AwsError:
    return request_error(call, "InvalidUsageAllocationsException", text)


def _bad_tag(call: Call, text: str) -> AwsError:
    return request_error(call, "InvalidTagException", text)
