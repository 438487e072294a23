"""A message that a step makes, in data."""

from __future__ import annotations

from typing import Literal

import msgspec


class Planned(msgspec.Struct, frozen=True):
    """A message, by AWS's name, that comes a `timing` after the step, or after the start of the agreement if that is later.

    One with `only` is about contracts alone: products with an Entitled dimension.
    """

    type: str
    timing: str
    since: Literal["step", "start"] = "step"
    only: Literal["contract"] | None = None
