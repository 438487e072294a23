"""Python methods for the JSON Schemas of what AWS tells the seller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.event_schemas import Message


class SteersEventSchemas(Steers):
    """Shows the messages that AWS sends, and their schemas."""

    def event_types(self) -> list[Message]:
        """List the messages that AWS sends."""
        return self._items("/events/schemas")

    def event_schema(self, name: str) -> dict[str, Any]:
        """Return the JSON Schema of a message, such as License Updated - Manufacturer."""
        found: dict[str, Any] = self.request("GET", f"/events/schemas/{segment(name)}")
        return found
