"""Random sequences of steps, clock moves, restarts, deliveries and reads agree with a plain model."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from botocore.config import Config
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.store import agenda
from tests.agreements.audience import Audience
from tests.agreements.market import ALDER, BIRCH, START, Market
from tests.agreements.model import CONTRACT, DAY, HOUR, LEGACY, Agreement, Illegal, Model
from tests.agreements.two_emulators import TwoEmulators
from tests.tiers import examples

ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
STEPS = ("amend", "cancel", "end_trial", "expire", "pay", "renew", "replace", "terminate")
ACTIONS = {
    "accept": 6,
    "step": 8,
    "schedule": 3,
    "move": 5,
    "move_to_what_is_due": 4,
    "meter": 3,
    "entitle": 2,
    "restart": 1,
    "run": 1,
    "save": 1,
    "restore": 1,
    "reset": 0.3,
}
"""What happens, and how often."""
MOVES = (1, 11, 72, HOUR - 1, HOUR, HOUR + 1, DAY, 14 * DAY, 31 * DAY, 100 * DAY, 400 * DAY)
One = TypeVar("One")


class Lives(RuleBasedStateMachine):
    """A market on a file and its model; two emulators share the file, and each call goes to the other one.

    There is one rule for all actions: Hypothesis leaves out some rules in each example, and most sequences need most actions.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="marketplace-")
        self.emulators = TwoEmulators(Path(self.folder.name))
        self.codes = Market(self.marketplace).codes
        self.audience = Audience(self.marketplace)
        self.model = Model(START)
        self.saved: Model | None = None
        self.made = 0

    def teardown(self) -> None:
        self.emulators.close()
        self.audience.close()
        self.folder.cleanup()

    @property
    def marketplace(self) -> Marketplace:
        """One of the emulators, each in turn."""
        return self.emulators.marketplace

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Do one of the actions."""
        self.data = data
        often = [name for name, weight in ACTIONS.items() for _ in range(int(weight * 10))]
        name = self.pick(often)
        if self.model.agreements or name in ("accept", "move", "run", "restart", "entitle"):
            getattr(self, name)()
        self.model.move(self.model.now)

    def pick(self, of: Sequence[One]) -> One:
        """Draw one."""
        return self.data.draw(st.sampled_from(of))

    def one(self) -> Agreement:
        """Draw an agreement, as the model knows it; more often one that is active."""
        known = sorted(self.model.agreements.values(), key=lambda each: each.name)
        return self.pick([*known, *[each for each in known if each.status == "ACTIVE"] * 4])

    def accept(self) -> None:
        """Let a buyer accept an agreement."""
        self.made += 1
        name, product, buyer = f"a{self.made}", self.pick(sorted(LEGACY)), self.pick([ALDER, BIRCH])
        start = self.model.now + self.pick([0, 0, 0, -3 * DAY, 5 * DAY])
        months, grants = (
            self.pick([None, None, 1, 1, 3, 12]),
            {"seats": self.pick(range(1, 9))} if CONTRACT[product] else {},
        )
        renews, paid = self.pick([True, False]), self.pick([True, True, True, False])
        given: dict[str, Any] = {"start": start, "months": months, "renews": renews, "paid": paid, "grants": grants}
        fields: dict[str, Any] = {
            "name": name,
            "product_code": self.codes[product],
            "customer_aws_account_id": buyer,
            "start_time": start,
            "duration": None if months is None else f"P{months}M",
            "auto_renew": renews,
            "payment": "succeeds" if paid else "fails",
            "entitlements": grants,
        }
        lasts, trial = (
            self.pick([None, None, None, None, 30 * DAY, 0, -DAY, 90]),
            self.pick([None, None, None, 0, 14, 60]),
        )
        if lasts is not None:
            given["end"] = fields["end_time"] = start + lasts
        if trial is not None:
            given |= {"trial": True, "trial_days": trial or None}
            fields |= {"free_trial": True, "free_trial_days": trial or None}
        self.take("/agreements", fields, lambda: self.model.accept(name, product, buyer, **given))

    def step(self) -> None:
        """Take a step."""
        agreement, step = self.one(), self.pick(STEPS)
        given, fields = self.drawn(agreement, step, self.model.now)
        path = f"/agreements/{self.emulators.ids()[agreement.name]}/{step}"
        self.take(path, fields, lambda: self.model.take(step, agreement.name, self.model.now, **given))

    def drawn(self, agreement: Agreement, step: str, at: float) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw the fields of a step that is taken at a time, as the model and as the emulator has them."""
        given: dict[str, Any] = {}
        fields: dict[str, Any] = {}
        if step == "end_trial":
            given["becomes"] = fields["becomes"] = self.pick([None, "paid", "ended"])
        if step in ("renew", "replace") and self.pick([True, False]):
            given["months"] = self.pick([1, 12])
            fields["duration"] = f"P{given['months']}M"
        if step == "amend":
            changes = self.pick(["end", "renews", "grants", "end, renews"])
            if "end" in changes:
                given["end"] = fields["end_time"] = at + self.pick([-DAY, 0, 60, 40 * DAY, 200 * DAY])
            if "renews" in changes or not CONTRACT[agreement.product]:
                given["renews"] = fields["auto_renew"] = self.pick([True, False])
        if (
            CONTRACT[agreement.product]
            and ("renews" not in given or not given)
            and step in ("amend", "renew", "replace")
        ):
            given["grants"] = fields["entitlements"] = {"seats": self.pick(range(1, 9))}
        return given, fields

    def take(self, path: str, fields: dict[str, Any], model: Callable[[], None]) -> None:
        """Take a step; the emulator and the model both refuse it, or neither does."""
        before = copy.deepcopy(self.model)
        try:
            model()
        except Illegal:
            self.model = before
            with pytest.raises(Refused) as refused:
                self.marketplace.request("POST", path, fields)
            assert 400 <= refused.value.status < 500
        else:
            self.marketplace.request("POST", path, fields)

    def schedule(self) -> None:
        """Put a step into the agenda."""
        agreement, step, at = self.one(), self.pick(STEPS), self.model.now + self.pick(MOVES) + 0.5
        given, fields = self.drawn(agreement, step, at)
        row, world = agenda.row(at, step, self.emulators.ids()[agreement.name], fields), self.marketplace.world
        with world.transaction():
            world.store.run(agenda.ADD, **row)
            world.due_by(at)
        self.model.plan(at, step, agreement.name, given)

    def move(self) -> None:
        """Move the clock, more often forward."""
        by = self.pick(MOVES) * self.pick([1, 1, 1, -1])
        rehearsed, before = self.emulators.rehearsed(self.model.now + by), self.emulators.happened()
        self.marketplace.clock.advance(by)
        assert rehearsed == self.emulators.happened() - before
        self.model.move(self.model.now + by)

    def move_to_what_is_due(self) -> None:
        """Set the clock to the next time of the agenda, or a second before."""
        if self.model.due:
            at = min(self.model.due)[0] - self.pick([0, 0, 1])
            self.marketplace.clock.set(datetime.fromtimestamp(at, UTC))
            self.model.move(at)

    def run(self) -> None:
        """Let the clock run for a moment, and stop it a minute later; how long the moment takes decides nothing."""
        self.marketplace.clock.resume()
        self.marketplace.clock.freeze()
        self.model.move(self.model.now + 60)
        self.marketplace.clock.set(datetime.fromtimestamp(self.model.now, UTC))

    def restart(self) -> None:
        """Close the file and open it again."""
        self.emulators.restart()

    def save(self) -> None:
        """Save a snapshot."""
        self.marketplace.snapshot("saved")
        self.saved = copy.deepcopy(self.model)
        self.audience.save()

    def restore(self) -> None:
        """Restore the snapshot, if there is one."""
        if self.saved is not None:
            self.marketplace.restore("saved")
            self.model = copy.deepcopy(self.saved)
            self.audience.restore()

    def reset(self) -> None:
        """Reset the agreements."""
        self.marketplace.reset(only=["agreements"])
        self.model = Model(self.model.now, planning=self.model.planning)

    def meter(self) -> None:
        """Send usage of this hour."""
        agreement, now, client = self.one(), self.model.now, self.marketplace.client(config=ONCE)
        record = {"Timestamp": now, "Dimension": "calls", "Quantity": 1, "CustomerAWSAccountId": agreement.buyer}
        theirs = (agreement.product, agreement.buyer)
        if agreement.product == "contract":
            return
        if LEGACY[agreement.product]:
            call = {"ProductCode": self.codes[agreement.product]}
            known = [each for each in self.model.agreements.values() if (each.product, each.buyer) == theirs]
        else:
            call, known = {}, [agreement]
            record["LicenseArn"] = self.emulators.rows()[agreement.name]["license_arn"]
        try:
            answer = client.batch_meter_usage(**call, UsageRecords=[record])
            found = answer["Results"][0]["Status"] == "Success"
        except client.exceptions.InvalidLicenseException:  # an agreement that begins after this hour
            found = False
        assert found == any(each.meters(now) for each in known)

    def entitle(self) -> None:
        """Read what the customers of a product are entitled to."""
        product, client = (
            self.pick(["contract", "both"]),
            self.marketplace.client("marketplace-entitlement", config=ONCE),
        )
        answer = client.get_entitlements(ProductCode=self.codes[product])
        found = [(each["LicenseArn"], each["Value"]["IntegerValue"]) for each in answer.get("Entitlements", [])]
        rows, known = self.emulators.rows(), self.model.agreements.values()
        entitled = [each for each in known if each.product == product and each.in_force(self.model.now)]
        assert sorted(found) == sorted(
            (rows[each.name]["license_arn"], value) for each in entitled for value in each.grants.values()
        )

    @invariant()
    def the_emulator_agrees(self) -> None:
        """The statuses, the terms, the legal steps, the history and all that was told are as the model has them."""
        marketplace, known, now = self.marketplace, self.model.agreements, self.model.now
        shown: dict[tuple[str, int], Any] = {
            name: marketplace.agreement(each) for name, each in self.emulators.ids().items()
        }
        names = {row["agreement_id"]: name for name, row in shown.items()}
        assert {
            name: (row["status"], _seconds(row["start_time"]), _seconds(row["end_time"])) for name, row in shown.items()
        } == {each.name: (each.status, each.start, each.end) for each in known.values()}
        assert {name: set(row["steps"]) for name, row in shown.items()} == {
            name: {step for step in STEPS if each.takes(step, now)} for name, each in known.items()
        }
        assert {
            name: [(each["step"], _seconds(each["at"]), each["refusal"] is None) for each in row["history"]]
            for name, row in shown.items()
        } == {name: each.history for name, each in known.items()}
        told = [(_seconds(each["at"]), each["type"], names[each["agreement_id"]]) for each in marketplace.events()]
        assert told == sorted(told, key=lambda each: each[0])
        assert sorted(told) == sorted(self.model.told)

    @invariant()
    def the_seller_gets_every_message_once(self) -> None:
        """Each event since the subscription was delivered by one attempt, and those of an agreement in their order."""
        self.audience.compare(self.marketplace)


def _seconds(written: str) -> float:
    return datetime.fromisoformat(written).timestamp()


Lives.TestCase.settings = settings(
    max_examples=examples(25, nightly=200),
    stateful_step_count=50,
    deadline=None,
    phases=[Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
TestLives = Lives.TestCase
