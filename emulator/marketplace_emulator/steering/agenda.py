"""Python methods for the agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from marketplace_emulator.steering.steers import Steers, Time

if TYPE_CHECKING:
    from marketplace_emulator.control.agenda import DueItem
    from marketplace_emulator.store.due import Kind


class AgendaFilter(TypedDict, total=False):
    """What is due by a time, of a kind, about an agreement; at most `limit`."""

    until: Time | None
    kind: Kind | None
    agreement_id: str | None
    limit: int | None


class SteersAgenda(Steers):
    """Lists what is due."""

    def agenda(self, **wanted: Unpack[AgendaFilter]) -> list[DueItem]:
        """List what is due next, the first first: steps of agreements, events, and attempts to deliver events."""
        return self._items("/agenda", **wanted)
