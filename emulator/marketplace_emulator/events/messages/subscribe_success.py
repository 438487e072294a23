"""subscribe-success: the buyer has subscribed, and the seller can begin to send metering records."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About

TYPE = "subscribe-success"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=True)
