"""What the tests of fixture files share."""

from __future__ import annotations

from tests.fixtures_file.market import plant

__all__ = ["plant"]
