"""A seller's endpoint that is told of every event, and what it must have been told so far."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import datetime

from marketplace_emulator import Marketplace
from tests.agreements.market import START
from tests.deliveries.seller import selling


class Audience:
    """The endpoint, subscribed to all events of an emulator; the emulator may change, and its state be restored."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._ends = ExitStack()
        self._seller = self._ends.enter_context(selling())
        self._sent = Counter[str]()
        self._told: set[str] = set()
        """The ids of the events that were sent, as far as the store knows them; after a restore the same ones come again."""
        self._saved: set[str] = set()
        marketplace.subscribe(self._seller.url)

    def close(self) -> None:
        """Stop the endpoint."""
        self._ends.close()

    def save(self) -> None:
        """Remember what a snapshot knows to be sent."""
        self._saved = set(self._told)

    def restore(self) -> None:
        """Go back to the snapshot; what was sent since then is sent again."""
        self._told = set(self._saved)

    def compare(self, marketplace: Marketplace) -> None:
        """Each event since the subscription was delivered by one attempt, and those of an agreement in their order."""
        before = sum(self._sent.values())
        marketplace.wait_for_deliveries(30)
        events = marketplace.events()
        for each in events:
            told = ["delivered"] if datetime.fromisoformat(each["at"]).timestamp() >= START else []
            assert [delivery["state"] for delivery in each["deliveries"]] == told
            assert all(len(delivery["attempts"]) == 1 for delivery in each["deliveries"])
        new = [each for each in events if each["deliveries"] and each["event_id"] not in self._told]
        self._told |= {each["event_id"] for each in new}
        self._sent.update(each["type"] for each in new)
        assert Counter(self._seller.types()) == self._sent
        for agreement_id in {each["agreement_id"] for each in new}:
            theirs = [each["event_id"] for each in new if each["agreement_id"] == agreement_id]
            came = [got.event["id"] for got in self._seller.got[before:] if got.event.get("id") in theirs]
            assert came in (theirs, []), "the messages of SNS have no id"
