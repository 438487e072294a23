"""unsubscribe-pending: the buyer has unsubscribed, and the seller has an hour for the last metering records."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "unsubscribe-pending comes first when an agreement ends, and unsubscribe-success about an hour later.",
    "doc",
    "seller guide, saas-notification",
)

TYPE = "unsubscribe-pending"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=False)
