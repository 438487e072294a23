"""Purchase Agreement Ended - Proposer: an agreement has ended; its status says how."""

from __future__ import annotations

from marketplace_emulator.events import ended_detail
from marketplace_emulator.events.about import About

TYPE = "Purchase Agreement Ended - Proposer"
CHANNEL = "eventbridge"
FORMS = (ended_detail.EndedDetail,)


def body(about: About) -> ended_detail.EndedDetail:
    """Return the event's detail."""
    return ended_detail.of(about)
