"""What the tests of messages share."""

from __future__ import annotations

from tests.events.life import life

__all__ = ["life"]
