"""subscribe-fail: the buyer could not subscribe."""

from __future__ import annotations

from marketplace_emulator.events import sns
from marketplace_emulator.events.about import About
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "subscribe-fail comes if the payment fails; the seller waits for subscribe-success.",
    "doc",
    "seller guide, saas-notification",
)

TYPE = "subscribe-fail"
CHANNEL = "sns"
FORMS = (sns.Notice,)


def body(about: About) -> sns.Notice:
    """Return the message."""
    return sns.notice(TYPE, about, of_subscribing=True)
