"""subscribe-success: the buyer has subscribed, and the seller can begin to send metering records."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "subscribe-success comes when an agreement starts, and again with the new offer when another offer replaces it.",
    "doc",
    "seller guide, saas-notification",
)

TYPE = "subscribe-success"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=True)
