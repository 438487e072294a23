"""The fault `latency`: wait before the work, for a fixed time or for a time drawn from a distribution."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault

LONGEST = 900
"""The most seconds that a call waits; every AWS client gives up earlier."""

Seconds = Annotated[float, Meta(ge=0, le=LONGEST)]
Positive = Annotated[float, Meta(gt=0, le=LONGEST)]


class Uniform(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="uniform", tag_field="spread"):
    """Waits are spread evenly from `least` to `most` seconds."""

    least: Seconds
    most: Seconds

    def __post_init__(self) -> None:
        if self.most < self.least:
            raise ValueError(f"most is {self.most:g}, expected at least {self.least:g}, which is least")

    def seconds(self, chance: float) -> float:
        """Return the wait below which this share of all waits lies."""
        return self.least + (self.most - self.least) * chance


class Normal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="normal", tag_field="spread"):
    """Waits lie around `mean` with a standard `deviation`, both in seconds, and are never below 0."""

    mean: Seconds
    deviation: Positive

    def seconds(self, chance: float) -> float:
        """Return the wait below which this share of all waits lies."""
        return self.mean + self.deviation * _deviations(chance)


class Lognormal(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lognormal", tag_field="spread"
):
    """Half of the waits are below `median` seconds, one in a hundred is above `p99`, as with real services."""

    median: Positive
    p99: Positive

    def __post_init__(self) -> None:
        if self.p99 < self.median:
            raise ValueError(f"p99 is {self.p99:g}, expected at least {self.median:g}, which is median")

    def seconds(self, chance: float) -> float:
        """Return the wait below which this share of all waits lies."""
        return self.median * math.exp(math.log(self.p99 / self.median) * _deviations(chance) / _deviations(0.99))


def _deviations(chance: float) -> float:
    from statistics import NormalDist  # not on the way to the first answer: it brings decimal and fractions along

    return NormalDist().inv_cdf(min(max(chance, 1e-9), 1 - 1e-9))


class Latency(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wait: a number of seconds, a length of time such as 250ms, or a spread from which the rule's seed draws."""

    ORDER: ClassVar[int] = 10
    CHOICES: ClassVar[Sequence[Choice]] = (Choice("Slow", "Each answer comes 3 seconds late.", {"latency": 3}),)

    latency: Seconds | str | Uniform | Normal | Lognormal

    def __post_init__(self) -> None:
        if isinstance(self.latency, str) and not 0 <= duration.seconds(self.latency) <= LONGEST:
            raise ValueError(f"the latency {self.latency!r} is out of range; expected 0s to {LONGEST}s")

    def seconds(self, chance: float) -> float:
        """Return the seconds to wait."""
        if isinstance(self.latency, float | int | str):
            return duration.seconds(self.latency)
        return min(max(self.latency.seconds(chance), 0.0), float(LONGEST))

    def before(self, call: Call, chance: float) -> Iterator[float]:
        yield self.seconds(chance)
