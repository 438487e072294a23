"""unsubscribe-success: the buyer is unsubscribed, and no metering record is accepted any more."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About

TYPE = "unsubscribe-success"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=False)
