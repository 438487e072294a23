"""Send an event again, with the same id, as AWS may do at any time."""

from __future__ import annotations

from marketplace_emulator import duration
from marketplace_emulator.deliveries import subscribing
from marketplace_emulator.deliveries.kinds import sns_http
from marketplace_emulator.store import Row, deliveries, delivery_queue, events, subscriptions, wanted_events
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World


def redeliver(world: World, event_id: str, subscription_id: str | None = None) -> None:
    """Send an event again to a subscription, or to all that take it; raise NotThere, or Conflict if it cannot be sent."""
    event = events.find(world.store, event_id)
    if not event["emitted"]:
        raise Conflict(
            f"the event {event_id} is planned for {duration.iso(event['at'])}; it is sent when the clock gets there"
        )
    every = _takers(world, event) if subscription_id is None else [_taker(world, event, subscription_id)]
    if not every:
        raise Conflict(
            f"no subscription takes the event {event_id}, which is a {event['type']} of the channel {event['channel']}; add one "
            "with POST /_emulator/subscriptions or `subscription add`"
        )
    for each in every:
        delivery_queue.add(
            world.store,
            event["position"],
            each["subscription_id"],
            event["agreement_id"] or None,
            world.clock.now(),
        )
    world.deliver()


def _takers(world: World, event: Row) -> list[Row]:
    """Return the subscriptions that take an event; one about a subscription is for this one alone."""
    if event["type"] in sns_http.CONFIRMATIONS:
        every = (dict(row) for row in world.store.rows(subscriptions.ALL))
        return [each for each in every if each["subscription_id"] in _of(world, event)]
    return [dict(row) for row in world.store.rows(deliveries.TAKERS, event=event["position"])]


def _taker(world: World, event: Row, subscription_id: str) -> Row:
    """Return the subscription that a user names: it gets the event whatever types it takes, if it can."""
    found = subscribing.find(world, subscription_id)
    if event["type"] in sns_http.CONFIRMATIONS:
        if subscription_id not in _of(world, event):
            raise Conflict(
                f"the {event['type']} {event['event_id']} is of another subscription; leave out {subscription_id}"
            )
    elif found["state"] != "confirmed":
        raise Conflict(f"the subscription {subscription_id} is not confirmed; its target must confirm it first")
    elif found["channel"] not in (None, event["channel"]):
        raise Conflict(
            f"the subscription {subscription_id} of kind {found['kind']} takes no messages of {event['channel']}; name another"
        )
    return found


def _of(world: World, event: Row) -> set[str]:
    """Return the subscriptions to which an event was sent before."""
    sent = wanted_events.deliveries_of(world.store, [event])[event["position"]]
    return {each["subscription_id"] for each in sent}
