"""The filter for exchanges, used by the control API's query and `verify`, the commands and the Python methods."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from msgspec import Meta

from marketplace_emulator.filter_type import FilterType
from marketplace_emulator.nouns import Nouns

Point = Annotated[
    str | float, Meta(description="a time, such as now-5m or 2026-01-01T00:00:00Z, or an exchange's request_id")
]
"""A point in the journal, as the control API takes it; Python callers may also give a datetime."""


class _Asked(TypedDict, total=False):
    """Members about the request to AWS and its outcome."""

    operation: Annotated[str, "Only this operation, such as ResolveCustomer."]
    outcome: Annotated[str, "Only this outcome: ok, an error's code, drop, hang or cut."]
    status: Annotated[
        int,
        Meta(ge=0, le=999, description="an HTTP status from 0 to 999"),
        "Only this HTTP status, such as 403; 0 if no answer was sent.",
    ]
    since: Annotated[
        str | float | datetime, "Only calls since a time, such as now-5m, or after the call with this request id."
    ]


class ExchangeFilter(_Asked, Nouns, total=False):
    """Exchanges that match every member given. A `token` may be given shortened, as it is shown."""


FILTER = FilterType(ExchangeFilter, "Only calls about {}.", {"since": Point})
