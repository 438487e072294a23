"""The filter for events, used by the control API's query, the command and the Python method."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypedDict

from msgspec import Meta

from marketplace_emulator.filter_type import FilterType

State = Literal["planned", "emitted", "waiting", "sending", "delivered", "lost"]
"""The state of an event, which is planned or emitted, or of one of its deliveries."""


class EventFilter(TypedDict, total=False):
    """Events that match every member given. Those that are planned for later are listed by `state="planned"`."""

    type: Annotated[str, "Only events of this type, such as subscribe-success."]
    agreement_id: Annotated[str, ""]
    customer_aws_account_id: Annotated[str, ""]
    product_code: Annotated[str, ""]
    subscription_id: Annotated[str, "Only events that were sent to this subscription, or are on their way to it."]
    state: Annotated[State, "Only events in this state, or with a delivery in it."]
    since: Annotated[str | float | datetime, "Only events of this time and later, or after the event with this id."]


FILTER = FilterType(
    EventFilter,
    "Only events about {}.",
    {
        "since": Annotated[
            str | float, Meta(description="a time, such as now-3h or 2026-01-01T10:00:00Z, or an event_id")
        ]
    },
)
