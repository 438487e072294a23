"""The filter for exchanges, used by the control API's query and `verify`, the commands and the Python methods."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, TypedDict, get_type_hints

import msgspec
from msgspec import Meta

from marketplace_emulator import nouns
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


_HINTS = get_type_hints(ExchangeFilter, include_extras=True)
FIELDS: dict[str, Any] = {**_HINTS, "since": Point}
"""The filter's members, with their types on the wire."""


def help_of(name: str) -> str:
    """Return the sentence that explains a member of the filter in the help of a command."""
    if name in nouns.NAMES:
        return f"Only calls about {nouns.meaning(name)}."
    return str(next(each for each in _HINTS[name].__metadata__ if isinstance(each, str)))


def struct(name: str, **more: tuple[Any, Any]) -> Any:
    """Make a msgspec type with the filter's members, and those in `more`: each a name with its type and default."""
    fields = [(field, kind | None, None) for field, kind in FIELDS.items()]
    fields += [(field, kind, default) for field, (kind, default) in more.items()]
    return msgspec.defstruct(
        name,
        fields,
        kw_only=True,
        frozen=True,
        forbid_unknown_fields=True,
        namespace={"__doc__": ExchangeFilter.__doc__},
    )
