"""The filters of SearchAgreements: their names, and what each value demands of an agreement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from marketplace_emulator.agreement_views.refusal import invalid
from marketplace_emulator.agreement_views.summary import AGREEMENT_TYPE, RESOURCE_TYPE
from marketplace_emulator.call import Call
from marketplace_emulator.duration import NEVER
from marketplace_emulator.errors import AwsError
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.nearest import meant

MODEL = "service model marketplace-agreement, botocore 1.44.8"
CODES = "AWS Marketplace API guide, Using the AWS Marketplace Agreement API, error codes"
imitates(
    __name__,
    "A filter that is unknown, or given twice, is INVALID_FILTER_NAME. Values that are invalid, empty or more than one, and a "
    "BeforeEndTime that precedes the AfterEndTime, are INVALID_FILTER_VALUES.",
    "doc",
    CODES,
)
imitates(
    __name__,
    "The filters by start time and by last update time are judged as those by end time are.",
    "assumed",
    f"{CODES} name only the end time",
)
imitates(
    __name__,
    "The message of INVALID_FILTER_VALUES is `Provided filter values is invalid`.",
    "seen",
    "a comment in a seller's code on its calls with a live account, 2026",
)
imitates(__name__, "The other messages about filters are the emulator's own.", "assumed", "nobody published them")
imitates(
    __name__,
    "A filter without a name is MISSING_FILTER_NAME, one without values MISSING_FILTER_VALUES, and more than ten INVALID_FILTERS.",
    "assumed",
    f"the names of the reasons in the {MODEL}",
)
imitates(
    __name__,
    "A time is ISO 8601, such as 2026-01-01T00:00:00Z, and in UTC if it has no offset. Before and after leave out the time itself.",
    "assumed",
    "AWS's samples; nobody published what other forms do",
)
imitates(
    __name__,
    "No filter by EndTime finds an agreement without an end, unless the reading payg_end_time gives it one.",
    "assumed",
    "its endTime is null",
)
MOST = 10
_VALUE = re.compile(r"[A-Za-z0-9.,+:/_-]{1,256}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
Demand = Mapping[str, Any] | None
"""Conditions of `agreed.CONDITIONS` with their values, or None if no agreement satisfies them."""


class Unread(ValueError):
    """A value is not one of a filter's; the text says what was expected."""


def _one_of(condition: str | None, *values: str) -> Callable[[str], Demand]:
    def read(value: str) -> Demand:
        if value not in values:
            raise Unread(f"expected {' or '.join(values)}")
        return {} if condition is None else {condition: value}

    return read


def _same(condition: str) -> Callable[[str], Demand]:
    return lambda value: {condition: value}


def _account(value: str) -> Demand:
    if not re.fullmatch("[0-9]{12}", value):
        raise Unread("expected an AWS account id of 12 digits")
    return {"customer_aws_account_id": value}


def _resource_type(value: str) -> Demand:
    return {} if value == RESOURCE_TYPE else None


def _nothing(_: str) -> Demand:
    return None


def _contact(value: str) -> Demand:
    _one_of(None, "ACCEPTOR")(value)
    return {"has_contact": True}


def _time(condition: str) -> Callable[[str], Demand]:
    def read(value: str) -> Demand:
        try:
            if not _TIME.fullmatch(value):
                raise ValueError
            at = datetime.fromisoformat(value)
            return {condition: (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()}
        except (ValueError, OverflowError):
            raise Unread("expected a time in ISO 8601, such as 2026-01-01T00:00:00Z") from None

    return read


_BEHAVIORS = ("RENEW", "REPLACE", "EXPIRE")
_REASONS = ("PROPOSER_RENEW_OPTED_OUT", "ACCEPTOR_RENEW_OPTED_OUT", "NO_RENEWAL_TERM", "RENEWAL_LIMIT_EXHAUSTED")
_STATUSES = ("ACTIVE", "ARCHIVED", "CANCELLED", "EXPIRED", "RENEWED", "REPLACED", "TERMINATED")
_TIMES = {"EndTime": "end_time", "StartTime": "start_time", "LastUpdateTime": "last_update_time"}
FILTERS: Mapping[str, Callable[[str], Demand]] = {
    "PartyType": _one_of(None, "Proposer", "Acceptor"),
    "AgreementType": _one_of(None, AGREEMENT_TYPE),
    "ResourceIdentifier": _same("product_id"),
    "ResourceType": _resource_type,
    "AcceptorAccountId": _account,
    "OfferId": _same("offer_id"),
    "OfferSetId": _nothing,
    "Status": _one_of("status", *_STATUSES),
    **{f"Before{name}": _time(f"{column}_before") for name, column in _TIMES.items()},
    **{f"After{name}": _time(f"{column}_after") for name, column in _TIMES.items()},
    "EndTimeBehaviorType": _one_of("end_time_behavior", *_BEHAVIORS),
    "EndTimeBehaviorReasonCode": _one_of("end_time_behavior_reason", *_REASONS),
    "InitialAgreementId": _same("initial_agreement_id"),
    "LicenseArn": _same("license_arn"),
    "IncludesContactOfType": _contact,
}
"""How the value of each filter is read."""


def given(call: Call) -> dict[str, str]:
    """Return the value of each filter that the call has, or raise the ValidationException for what is wrong with one."""
    found: dict[str, str] = {}
    filters = call.parameters.get("filters", [])
    if len(filters) > MOST:
        raise invalid(call, "INVALID_FILTERS", "filters", f"There are {len(filters)} filters; expected at most {MOST}")
    for number, each in enumerate(filters, start=1):
        where, name = f"filters.{number}.member", each.get("name")
        if name is None:
            raise invalid(call, "MISSING_FILTER_NAME", f"{where}.name", "A filter has no name; give each one")
        if name not in FILTERS:
            raise invalid(
                call, "INVALID_FILTER_NAME", f"{where}.name", f"{name[:100]!r} is not a filter; {meant(name, FILTERS)}"
            )
        if name in found:
            raise invalid(call, "INVALID_FILTER_NAME", f"{where}.name", f"{name} is given twice; give each filter once")
        if "values" not in each:
            raise invalid(call, "MISSING_FILTER_VALUES", f"{where}.values", f"{name} has no values; give it one")
        found[name] = _value(call, f"{where}.values", name, each["values"])
    return found


def _value(call: Call, where: str, name: str, values: list[str]) -> str:
    if len(values) != 1:
        raise _invalid_values(call, where, f"{name} has {len(values)} values; expected one")
    if not _VALUE.fullmatch(values[0]):
        told = "expected 1 to 256 letters, digits and any of . , + : / _ -"
        raise _invalid_values(call, where, f"{name} is {values[0][:100]!r}; {told}")
    return values[0]


def demanded(call: Call, filters: Mapping[str, str]) -> Demand:
    """Return what filters demand of an agreement together, or raise the ValidationException for a wrong value."""
    demands: dict[str, Any] = {}
    none = False
    for name, value in filters.items():
        try:
            demand = FILTERS[name](value)
        except Unread as unread:
            raise _invalid_values(call, "filters", f"{name} is {value[:100]!r}; {unread}") from None
        none |= demand is None
        demands |= demand or {}
    for name, column in _TIMES.items():
        before, after = demands.get(f"{column}_before"), demands.get(f"{column}_after")
        if before is not None and after is not None and before < after:
            told = f"Before{name} {filters[f'Before{name}']} precedes After{name} {filters[f'After{name}']}"
            raise _invalid_values(call, "filters", f"{told}; no agreement has such a time")
    if {"end_time_before", "end_time_after"} & demands.keys() and call.reading("payg_end_time") == "null":
        demands["end_time_before"] = min(demands.get("end_time_before", NEVER), NEVER)
    return None if none else demands


def _invalid_values(call: Call, where: str, told: str) -> AwsError:
    return invalid(call, "INVALID_FILTER_VALUES", where, told, "Provided filter values is invalid")
