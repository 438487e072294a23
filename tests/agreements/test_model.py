"""Random sequences of steps, clock moves, restarts and reads agree with a plain model."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from marketplace_emulator import Marketplace, agreements
from marketplace_emulator.duration import BadTime
from marketplace_emulator.store import agenda, taken_steps
from marketplace_emulator.store.agreements import ALL
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.problems import Conflict
from tests.agreements.market import ALDER, BIRCH, START, WORLD, Market
from tests.agreements.model import CONTRACT, DAY, LEGACY, Agreement, Illegal, Model
from tests.tiers import examples

ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
PRODUCTS, BUYERS = st.sampled_from(sorted(LEGACY)), st.sampled_from([ALDER, BIRCH])
ALL_STEPS = ("amend", "cancel", "end_trial", "expire", "pay", "renew", "replace", "terminate")
STEPS = st.sampled_from(ALL_STEPS)
NUMBERS = st.integers(0, 99)
SECONDS = st.sampled_from(
    [1, 10, 11, 12, 72, 3599, 3600, 3601, DAY, 13 * DAY, 14 * DAY, 31 * DAY, 100 * DAY, 400 * DAY]
)
MONTHS = st.sampled_from([None, 1, 1, 3, 12])
SEATS = st.integers(1, 9)
_EMITTED = Prepared(select(EVENTS).where(EVENTS.c.emitted))


class Lives(RuleBasedStateMachine):
    """A market on a file and its model; two emulators share the file, and each call goes to one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="marketplace-")
        self.path = Path(self.folder.name)
        (self.path / "world.yaml").write_text(WORLD)
        self.workers = [self.open(), self.open()]
        self.codes = Market(self.workers[0]).codes
        self.model = Model(START)
        self.saved: Model | None = None
        self.made = 0

    def open(self) -> Marketplace:
        return Marketplace(fixtures=self.path / "world.yaml", store=f"sqlite:///{self.path}/world.db")

    def teardown(self) -> None:
        for each in self.workers:
            each.close()
        self.folder.cleanup()

    @property
    def marketplace(self) -> Marketplace:
        """One of the emulators, each in turn."""
        self.workers.reverse()
        return self.workers[0]

    def take(self, step: str, agreement_id: str | None, fields: dict[str, Any], model: Callable[[], None]) -> None:
        """Take a step; the emulator and the model both refuse it, or neither does."""
        before = copy.deepcopy(self.model)
        world = self.marketplace.world
        try:
            model()
        except Illegal:
            self.model = before
            with pytest.raises((Conflict, BadTime)), world.transaction():
                agreements.take(world, step, agreement_id, fields)
        else:
            with world.transaction():
                agreements.take(world, step, agreement_id, fields)
        self.model.move(self.model.now)

    @rule(
        product=PRODUCTS,
        buyer=BUYERS,
        begins=st.sampled_from([0, 0, 0, -3 * DAY, 5 * DAY]),
        months=MONTHS,
        lasts=st.sampled_from([None, None, 30 * DAY, 0, -DAY, 90]),
        renews=st.booleans(),
        paid=st.sampled_from([True, True, True, False]),
        trial=st.sampled_from([None, None, 0, 14, 60]),
        seats=SEATS,
    )
    def accept(
        self,
        product: str,
        buyer: str,
        begins: int,
        months: int | None,
        lasts: int | None,
        renews: bool,
        paid: bool,
        trial: int | None,
        seats: int,
    ) -> None:
        self.made += 1
        start = self.model.now + begins
        grants = {"seats": seats} if CONTRACT[product] else {}
        given: dict[str, Any] = {"start": start, "months": months, "renews": renews, "paid": paid, "grants": grants}
        fields: dict[str, Any] = {
            "name": f"a{self.made}",
            "product_code": self.codes[product],
            "customer_aws_account_id": buyer,
            "start_time": start,
            "duration": None if months is None else f"P{months}M",
            "auto_renew": renews,
            "payment": "succeeds" if paid else "fails",
            "entitlements": grants,
        }
        if lasts is not None:
            given["end"] = fields["end_time"] = start + lasts
        if trial is not None:
            given |= {"trial": True, "trial_days": trial or None}
            fields |= {"free_trial": True, "free_trial_days": trial or None}
        self.take("accept", None, fields, lambda: self.model.accept(f"a{self.made}", product, buyer, **given))

    def drawn(self, step: str, data: st.DataObject, at: float) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw the fields of a step that is taken at a time, as the model and as the emulator has them."""
        given: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        if step == "end_trial" and data.draw(st.booleans()):
            given["becomes"] = fields["becomes"] = data.draw(st.sampled_from(["paid", "ended"]))
        if step in ("renew", "replace") and data.draw(st.booleans()):
            given["months"] = data.draw(st.sampled_from([1, 12]))
            fields["duration"] = f"P{given['months']}M"
        if step == "amend":
            changes = data.draw(st.sets(st.sampled_from(["end", "renews"]), min_size=1))
            if "end" in changes:
                given["end"] = fields["end_time"] = at + data.draw(st.sampled_from([-DAY, 0, 60, 40 * DAY, 200 * DAY]))
            if "renews" in changes:
                given["renews"] = fields["auto_renew"] = data.draw(st.booleans())
        return given, fields

    def one(self, number: int) -> Agreement:
        """Return an agreement, as the model knows it."""
        names = sorted(self.model.agreements)
        return self.model.agreements[names[number % len(names)]]

    @precondition(lambda self: self.model.agreements)
    @rule(step=STEPS, number=NUMBERS, seats=SEATS, data=st.data())
    def step(self, step: str, number: int, seats: int, data: st.DataObject) -> None:
        agreement = self.one(number)
        given, fields = self.drawn(step, data, self.model.now)
        if CONTRACT[agreement.product] and step in ("amend", "renew", "replace") and data.draw(st.booleans()):
            given["grants"] = fields["entitlements"] = {"seats": seats}
        self.take(
            step,
            self.ids()[agreement.name],
            fields,
            lambda: self.model.take(step, agreement.name, self.model.now, **given),
        )

    @precondition(lambda self: self.model.agreements)
    @rule(step=STEPS, number=NUMBERS, after=SECONDS, data=st.data())
    def schedule(self, step: str, number: int, after: int, data: st.DataObject) -> None:
        name, at = self.one(number).name, self.model.now + after + 0.5
        given, fields = self.drawn(step, data, at)
        row = agenda.row(at, step, self.ids()[name], fields)
        world = self.marketplace.world
        with world.transaction():
            world.store.run(agenda.ADD, **row)
            world.due_by(at)
        self.model.plan(at, step, name, given)

    @rule(by=SECONDS, back=st.sampled_from([False, False, False, True]))
    def move(self, by: int, back: bool) -> None:
        self.marketplace.clock.advance(-by if back else by)
        self.model.move(self.model.now + (-by if back else by))

    @precondition(lambda self: self.model.due)
    @rule(before=st.sampled_from([0, 0, 1]))
    def move_to_what_is_due(self, before: float) -> None:
        at = min(self.model.due)[0] - before
        self.marketplace.clock.set(datetime.fromtimestamp(at, UTC))
        self.model.move(at)

    @rule(what=st.sampled_from(["run", "restart", "restart", "save", "restore", "reset"]), rarely=st.integers(1, 3))
    def upset(self, what: str, rarely: int) -> None:
        """Let the clock run for a moment, open the file again, save or restore a snapshot, or reset the agreements."""
        if what == "run":
            self.marketplace.clock.resume()
            self.marketplace.clock.freeze()
            self.model.move(self.marketplace.clock.now().timestamp())
        elif what == "restart":
            for each in self.workers:
                each.close()
            self.workers = [self.open(), self.open()]
        elif what == "save":
            self.marketplace.snapshot("saved")
            self.saved = copy.deepcopy(self.model)
        elif what == "restore" and self.saved is not None:
            self.marketplace.restore("saved")
            self.model = copy.deepcopy(self.saved)
            self.model.move(self.model.now)
        elif what == "reset" and rarely == 1:
            self.marketplace.reset(only=["agreements"])
            self.model = Model(self.model.now, planning=self.model.planning)

    @precondition(lambda self: self.model.agreements)
    @rule(number=NUMBERS)
    def meter(self, number: int) -> None:
        agreement, now = self.one(number), self.model.now
        if agreement.product == "contract":
            return
        rows, marketplace = self.rows(), self.marketplace
        record = {"Timestamp": now, "Dimension": "calls", "Quantity": 1, "CustomerAWSAccountId": agreement.buyer}
        if LEGACY[agreement.product]:
            call: dict[str, Any] = {"ProductCode": self.codes[agreement.product]}
            theirs = [
                each
                for each in self.model.agreements.values()
                if (each.product, each.buyer) == (agreement.product, agreement.buyer)
            ]
            takes = any(each.meters(now) for each in theirs)
        else:
            call, takes = {}, agreement.meters(now)
            record["LicenseArn"] = rows[agreement.name]["license_arn"]
        client = marketplace.client(config=ONCE)
        try:
            answer = client.batch_meter_usage(**call, UsageRecords=[record])
            found = answer["Results"][0]["Status"] == "Success"
        except client.exceptions.InvalidLicenseException:  # an agreement that begins after this hour
            found = False
        assert found == takes

    @rule(product=st.sampled_from(["contract", "both"]))
    def entitle(self, product: str) -> None:
        client = self.marketplace.client("marketplace-entitlement", config=ONCE)
        answer = client.get_entitlements(ProductCode=self.codes[product], MaxResults=25)
        found = [(each["LicenseArn"], each["Value"]["IntegerValue"]) for each in answer.get("Entitlements", [])]
        rows = self.rows()
        assert (
            sorted(found)
            == sorted(
                (rows[each.name]["license_arn"], value)
                for each in self.model.agreements.values()
                if each.product == product and each.in_force(self.model.now)
                for value in each.grants.values()
            )[:25]
        )

    def rows(self) -> dict[tuple[str, int], dict[str, Any]]:
        """Return the emulator's agreements, by the name and number that the model has."""
        world = self.marketplace.world
        with world.transaction():
            rows = [dict(each) for each in world.store.rows(ALL)]
        return {_key(each["name"]): each for each in rows}

    def ids(self) -> dict[tuple[str, int], str]:
        return {name: row["agreement_id"] for name, row in self.rows().items()}

    @invariant()
    def the_emulator_agrees(self) -> None:
        world, known = self.marketplace.world, self.model.agreements
        rows = self.rows()
        with world.transaction():
            events = [dict(each) for each in world.store.rows(_EMITTED)]
            legal = {name: set(agreements.legal(world, row, self.model.now)) for name, row in rows.items()}
            history = {name: taken_steps.of_agreement(world.store, row["agreement_id"]) for name, row in rows.items()}
        names = {row["agreement_id"]: name for name, row in rows.items()}
        assert {name: (row["status"], row["start_time"], row["end_time"]) for name, row in rows.items()} == {
            each.name: (each.status, each.start, each.end) for each in known.values()
        }
        assert legal == {
            name: {step for step in ALL_STEPS if each.takes(step, self.model.now)} for name, each in known.items()
        }
        assert {
            name: [(each["step"], each["at"], each["refusal"] is None) for each in taken]
            for name, taken in history.items()
        } == {name: each.history for name, each in known.items()}
        assert sorted((each["at"], each["type"], names[each["agreement_id"]]) for each in events) == sorted(
            self.model.told
        )


def _key(name: str) -> tuple[str, int]:
    first, _, number = name.partition(" (")
    return first, int(number.rstrip(")") or 1)


Lives.TestCase.settings = settings(
    max_examples=examples(25, nightly=200),
    stateful_step_count=40,
    deadline=None,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
TestLives = Lives.TestCase
