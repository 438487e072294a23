"""Each timing decides when its message comes, and each is a setting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from marketplace_emulator.timings import DEFAULTS, TIMINGS
from tests.events.life import Life
from tests.events.test_notices import RENEWAL, renewing

DAY, YEAR = 86_400, 365 * 86_400


def bought(life: Life, of: str = "concurrent", **fields: Any) -> str:
    """Let the buyer accept an agreement now, and return its id."""
    return str(life.accept(of, **fields)["agreement_id"])


def renewed(life: Life) -> str:
    """Let the buyer accept an agreement of a year that renews by itself."""
    life.offer(**RENEWAL)
    return str(renewing(life)["agreement_id"])


MADE: dict[str, tuple[str, float, Callable[[Life], object]]] = {
    "created": ("Purchase Agreement Created - Proposer", 0, bought),
    "license_updated": ("License Updated - Manufacturer", 0, bought),
    "amended": (
        "Purchase Agreement Amended - Proposer",
        0,
        lambda life: life.take("amend", bought(life), end_time="now+365d"),
    ),
    "ended": ("Purchase Agreement Ended - Proposer", 0, lambda life: life.take("cancel", bought(life))),
    "license_deprovisioned": (
        "License Deprovisioned - Manufacturer",
        0,
        lambda life: life.take("cancel", bought(life)),
    ),
    "ending": ("Purchase Agreement Ending - Proposer", YEAR - 180 * DAY, renewed),
    "renewal_terms_finalized": (
        "Purchase Agreement Renewal Terms Finalized - Proposer",
        YEAR - 60 * DAY,
        renewed,
    ),
    "renewal_upcoming": ("Purchase Agreement Renewal Upcoming - Proposer", YEAR - 30 * DAY, renewed),
    "subscribe_success": ("subscribe-success", 0, lambda life: bought(life, "legacy")),
    "subscribe_fail": ("subscribe-fail", 0, lambda life: bought(life, "legacy", payment="fails")),
    "unsubscribe_pending": ("unsubscribe-pending", 0, lambda life: life.take("cancel", bought(life, "legacy"))),
    "unsubscribe_success": ("unsubscribe-success", 0, lambda life: life.take("cancel", bought(life, "legacy"))),
    "entitlement_updated": ("entitlement-updated", 0, lambda life: bought(life, "contract")),
}
"""For each timing: a message that it decides about, the seconds from the start to what it counts from, and what happens."""


@pytest.mark.parametrize("length", ["default", "1h7m3s", "0s"])
@pytest.mark.parametrize("name", TIMINGS)
def test_a_timing_decides_when_its_message_comes(life: Life, name: str, length: str) -> None:
    if length != "default":
        life.marketplace.set_timings(**{name: length})
    type_, since, happen = MADE[name]
    start = life.marketplace.clock.now().timestamp()
    happen(life)
    told = [each for state in ("planned", "emitted") for each in life.marketplace.events(type=type_, state=state)]
    after = min(datetime.fromisoformat(each["at"]).timestamp() for each in told) - start - since
    assert after == {"default": DEFAULTS[name], "1h7m3s": 4023, "0s": 0}[length]
