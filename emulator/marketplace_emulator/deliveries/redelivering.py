"""Send an event again, with the same id, as AWS may do at any time."""

from __future__ import annotations

from marketplace_emulator import duration
from marketplace_emulator.deliveries import subscribing
from marketplace_emulator.store import delivery_queue, events, subscriptions
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World


def redeliver(world: World, event_id: str, subscription_id: str | None = None) -> None:
    """Send an event again to a subscription, or to all; raise NotThere, or Conflict if it cannot be sent."""
    event = events.find(world.store, event_id)
    if not event["emitted"]:
        raise Conflict(
            f"the event {event_id} is planned for {duration.iso(event['at'])}; it is sent when the clock gets there"
        )
    every = [dict(row) for row in world.store.rows(subscriptions.ALL) if row["state"] == "confirmed"]
    if subscription_id is not None:
        found = subscribing.find(world, subscription_id)
        if found["state"] != "confirmed":
            raise Conflict(f"the subscription {subscription_id} is not confirmed; its target must confirm it first")
        every = [dict(found)]
    every = [each for each in every if each["channel"] in (None, event["channel"])]
    if not every:
        raise Conflict(
            f"no subscription takes the event {event_id}, which is of the channel {event['channel']}; add one with "
            "POST /_emulator/subscriptions or `subscription add`"
        )
    for each in every:
        world.store.run(
            delivery_queue.ADD,
            event=event["position"],
            subscription_id=each["subscription_id"],
            agreement_id=event["agreement_id"] or None,
            state="waiting",
            next_attempt_at=world.clock.now(),
        )
    world.deliver()
