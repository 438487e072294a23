"""MeterUsage agrees with a plain model of it, whatever is sent in whatever order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from tests.operations.meter_usage.world import NOW, Task
from tests.tiers import examples

KEYS = ("TASK1", "TASK2", "AGENT", "SELLERTASK")
DIMENSIONS = ("scans", "hosts", "seats")
QUANTITIES: tuple[int | str, ...] = (0, 17, "17.00", "17.5", "0.000001")
MINUTES = st.sampled_from([0, 1, 30, 31]) | st.sampled_from([-6, -5, 359, 360, 361]) | st.integers(-8, 425)


@dataclass
class Sent:
    """One call: by which key, of which dimension and quantity, how many minutes before NOW, and with which token.

    `later` is how many minutes the clock moves on before it.
    """

    key: str
    dimension: str
    quantity: int | str
    ago: int
    token: str | None
    dry: bool
    later: int

    @property
    def at(self) -> datetime:
        return NOW - timedelta(minutes=self.ago)

    def parameters(self) -> dict[str, Any]:
        """Return the call's parameters, as boto3 takes them."""
        kind = "UsageQuantity" if isinstance(self.quantity, int) else "UsageQuantityAsDecimal"
        found = {"Timestamp": self.at, "UsageDimension": self.dimension, kind: self.quantity}
        return {
            **found,
            **({"ClientToken": self.token} if self.token else {}),
            **({"DryRun": True} if self.dry else {}),
        }


SENT = st.builds(
    Sent,
    key=st.sampled_from(KEYS),
    dimension=st.sampled_from(DIMENSIONS[:2] * 3 + DIMENSIONS[2:]),
    quantity=st.sampled_from(QUANTITIES),
    ago=MINUTES,
    token=st.sampled_from([None, None, "one", "two", "ONE"]),
    dry=st.sampled_from([False] * 5 + [True]),
    later=st.sampled_from([0] * 8 + [1, 29, 90]),
)


@dataclass
class Model:
    """What AWS's documents say of MeterUsage, in a few lines. An outcome is an error, or the number of a record."""

    now: datetime = NOW
    hours: dict[Any, tuple[Decimal, int]] = field(default_factory=dict)
    tokens: dict[Any, tuple[Any, int]] = field(default_factory=dict)
    billed: list[Decimal] = field(default_factory=list)

    def meter(self, sent: Sent) -> str | int | None:
        account = "seller" if sent.key == "SELLERTASK" else "alder"
        quantity = Decimal(sent.quantity)
        same = (sent.dimension, sent.at, quantity)
        if sent.token and not sent.dry and (account, sent.token) in self.tokens:
            before, number = self.tokens[account, sent.token]
            return number if before == same else "IdempotencyConflictException"
        if not timedelta(minutes=-5) <= self.now - sent.at <= timedelta(hours=6):
            return "TimestampOutOfBoundsException"
        if sent.dimension == "seats":
            return "InvalidUsageDimensionException"
        if sent.dry:
            return None
        hour = sent.at.replace(minute=0)
        key = object() if sent.key == "AGENT" else (sent.key, sent.dimension, hour)
        if key in self.hours and self.hours[key][0] != quantity:
            return "DuplicateRequestException"
        if key not in self.hours:
            self.hours[key] = (quantity, len(self.hours))
            self.billed += [quantity] if account == "alder" else []
        number = self.hours[key][1]
        if sent.token:
            self.tokens[account, sent.token] = (same, number)
        return number


@settings(max_examples=examples(25, nightly=1000), suppress_health_check=list(HealthCheck), deadline=None)
@given(calls=st.lists(SENT, min_size=20, max_size=40))
def test_every_answer_and_the_bill_are_those_of_the_model(scanner: Marketplace, calls: list[Sent]) -> None:
    scanner.reset()
    scanner.clock.set(NOW, frozen=True)
    clients = {key: Task(scanner, key).client for key in KEYS}
    model, numbers = Model(), dict[str, int]()
    for call in calls:
        if call.later:
            model.now += timedelta(minutes=call.later)
            scanner.clock.set(model.now)
        outcome: str | int | None
        try:
            answer = clients[call.key].meter_usage(ProductCode="scanner", **call.parameters())
            identifier = answer.get("MeteringRecordId")
            outcome = None if identifier is None else numbers.setdefault(identifier, len(numbers))
        except ClientError as error:
            outcome = error.response["Error"]["Code"]
        assert outcome == model.meter(call), call
    records = scanner.metering_records(limit=1000)
    assert sorted(Decimal(each["quantity"]) for each in records if each["billed"]) == sorted(model.billed)
