"""What the tests of agreements share."""

from __future__ import annotations

from tests.agreements.market import market

__all__ = ["market"]
