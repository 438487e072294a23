"""unsubscribe-pending: the buyer has unsubscribed, and the seller has an hour for the last metering records."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About

TYPE = "unsubscribe-pending"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=False)
