"""Python methods for events and their deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.events import Event
    from marketplace_emulator.event_filter import EventFilter


class NotDelivered(AssertionError):
    """Deliveries are still under way, or wait for a later time of the emulator's clock; `under_way` has them."""

    def __init__(self, under_way: list[dict[str, Any]]) -> None:
        lines = [each["sentence"] for each in under_way]
        super().__init__(
            f"{len(lines)} {'delivery is' if len(lines) == 1 else 'deliveries are'} still under way:\n"
            + "\n".join(lines)
        )
        self.under_way = under_way


class SteersEvents(Steers):
    """Lists events, sends them again, and waits for their deliveries."""

    def events(self, *, limit: int | None = None, cursor: int = 0, **wanted: Unpack[EventFilter]) -> list[Event]:
        """List the events that match a filter in the order of their times, each with its deliveries and attempts.

        At most `limit` are listed, those after the one whose `position` is `cursor`.
        """
        return self._items("/events", limit=limit, cursor=cursor, **wanted)

    def event(self, event_id: str) -> Event:
        """Return one event, with its deliveries and attempts."""
        found: Event = self.request("GET", f"/events/{segment(event_id)}")
        return found

    def redeliver(self, event_id: str, subscription_id: str | None = None) -> Event:
        """Send an event again, with the same id, to one subscription, or to all that take it."""
        sent: Event = self._post(f"/events/{segment(event_id)}/redeliver", subscription_id=subscription_id)
        return sent

    def wait_for_deliveries(self, timeout: float = 10.0) -> None:
        """Wait until nothing is on its way any more; raise NotDelivered with what still is after `timeout` seconds.

        A retry that a stopped clock never reaches is not waited for; `clock.advance` makes it.
        """
        found = self._post("/deliveries/wait", timeout=timeout)
        if found["under_way"]:
            raise NotDelivered(found["under_way"])
