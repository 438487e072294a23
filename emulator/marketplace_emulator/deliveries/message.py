"""What a kind of subscription gets to send."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from marketplace_emulator.sns import topic

if TYPE_CHECKING:
    from marketplace_emulator.sns.signer import Signer, Version


class Message(msgspec.Struct, frozen=True):
    """An event on its way to a subscription; `body` is its text, and `account` the seller's.

    An event of type SubscriptionConfirmation or UnsubscribeConfirmation is of the subscription itself, and its body is the
    envelope. `signing` returns SNS's signer, which takes long to make. `allowed` has the hosts that `--allow-target` names.
    `attempt` is 1 for the first. If it is not `proven`, nothing in it proves that AWS sent it: a fault asks for that.
    """

    event_id: str
    type: str
    channel: Literal["sns", "eventbridge"]
    product_code: str
    account: str
    at: float
    body: str
    subscription_id: str
    signing: Callable[[], Signer]
    version: Version
    allowed: frozenset[str] = frozenset()
    attempt: int = 1
    proven: bool = True

    @property
    def signer(self) -> Signer:
        """SNS's signer, or a stranger."""
        return self.signing() if self.proven else self.signing().stranger()

    @property
    def topic_arn(self) -> str:
        """The topic that it comes from."""
        if self.channel == "sns":
            return topic.arn(self.product_code, self.type)
        return topic.sellers_own(self.account)

    @property
    def subscription_arn(self) -> str:
        """The subscription to that topic."""
        return topic.subscription_arn(self.topic_arn, self.subscription_id)

    def envelope(self, version: Version | None = None) -> str:
        """Write the message in SNS's envelope, signed with this version or else with the one that is set for all."""
        return self.signer.notification(
            message_id=self.event_id,
            topic_arn=self.topic_arn,
            subscription_arn=self.subscription_arn,
            message=self.body,
            at=self.at,
            version=version or self.version,
        )
