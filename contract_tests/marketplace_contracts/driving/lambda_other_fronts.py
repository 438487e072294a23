"""What is said of a handler that fails with every event of the fronts that the kit knows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from marketplace_contracts.driving.lambda_events import NAMES
from marketplace_contracts.story import short

_HINTS = {
    r"\bcf\b": "CloudFront (Lambda@Edge)",
    r"\bRecords\b": "a queue, SNS or CloudFront (Lambda@Edge)",
    r"\bconnectionId\b": "a WebSocket API",
    r"\b(?:raw_path|query_string_parameters|is_base64_encoded|serviceNetworkArn|method)\b": "VPC Lattice",
    r"\b(?:fieldName|arguments|selectionSetList)\b": "AppSync",
    r"\bdetail(?:-type)?\b": "EventBridge",
}
"""Words of an error, and the front whose events have a member of that name. They are only a hint."""
_SIGNATURE = re.compile(r"\b(?:positional|keyword|required)\b.* argument")
"""An error about the parameters of a function, not about the members of an event."""


def misunderstood(events: Iterable[str], failure: str) -> str:
    """Say that the handler understands none of these kinds of event; `failure` is how it failed with the first."""
    words = "" if _SIGNATURE.search(failure) else failure
    hint = next((front for word, front in _HINTS.items() if re.search(word, words)), "")
    known = "; ".join(NAMES[each].removeprefix("of ") for each in events)
    return f"the handler understands none of the events that the kit sends ({known}): {short(failure, 160)}" + (
        f"; events with this member come from {hint}, which the kit does not know" if hint else ""
    )
