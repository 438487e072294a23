"""A buyer who subscribes again soon after the end of another agreement."""

from __future__ import annotations

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements, events
from marketplace_emulator.world import World

imitates(
    __name__,
    "A buyer of a legacy product who unsubscribes and subscribes again within the hour makes no unsubscribe-success.",
    "doc",
    "seller guide, SNS notifications for SaaS products",
)


def withdraw(world: World, agreement: Row, at: float) -> None:
    """Withdraw unsubscribe-success of the buyer's earlier agreements to the product, unless it comes before this one begins."""
    begins = max(at, agreement["start_time"])
    code, account = agreement["product_code"], agreement["customer_aws_account_id"]
    earlier = [(each, begins) for each in agreements.all_of_buyer(world.store, code, account)]
    events.withdraw(world.store, earlier, ("unsubscribe-success",))
