"""The notices of an agreement whose end moves, against a plain model."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator.duration import iso
from tests import tiers
from tests.events.life import Life
from tests.events.test_notices import ENDING

DAY, DAYS = 86_400, (180, 120, 90, 60, 30)
MOVES = st.lists(
    st.tuples(st.integers(1, 150), st.sampled_from(["nothing", "amend", "cancel", "renewal"]), st.integers(1, 400)),
    max_size=6,
)


@given(length=st.integers(1, 500), moves=MOVES)
@settings(
    max_examples=300 if tiers.is_nightly() else 25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_an_agreement_gets_the_notices_of_the_end_that_it_has(
    life: Life, length: int, moves: list[tuple[int, str, int]]
) -> None:
    life.marketplace.clock.set("2027-01-01T00:00:00Z")
    now = life.marketplace.clock.now().timestamp()
    made = life.accept(end_time=f"now+{length}d")
    end, expected, active = now + length * DAY, [], True
    for days, step, later in [*moves, (600, "nothing", 0)]:
        life.marketplace.clock.advance(f"{days}d")
        before, now = now, now + days * DAY
        if active:
            expected += [(each, iso(end - each * DAY)) for each in DAYS if before < end - each * DAY <= now]
            active = now < end
        if active and step == "amend":
            end = now + later * DAY
            life.take("amend", made["agreement_id"], end_time=end)
        elif active and step == "renewal":
            life.take("amend", made["agreement_id"], auto_renew=False)
        elif active and step == "cancel":
            life.take("cancel", made["agreement_id"])
            active = False
    assert [told(each) for each in life.events(ENDING) if about(each) == made["agreement_id"]] == expected


def about(event: dict[str, Any]) -> str:
    """Return the id of the agreement that an event is about."""
    return str(event["detail"]["agreement"]["id"])


def told(event: dict[str, Any]) -> tuple[int, str]:
    """Return the days before the end that an event tells, and its time."""
    return event["detail"]["agreement"]["daysBeforeEndTime"], event["time"]
