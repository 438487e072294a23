"""A model of what happens to agreements, in plain Python: it knows AWS's rules, and nothing of the emulator's code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

NEVER = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
DAY, HOUR = 86_400, 3600
LEGACY = {"contract": True, "usage": True, "both": False}
CONTRACT = {"contract": True, "usage": False, "both": True}
"""Which products sell contracts; the product `contract` meters no usage."""
ENDING = "Purchase Agreement Ending - Proposer"
CREATED = ("Purchase Agreement Created - Proposer", 11, "step")
UPDATED = ("License Updated - Manufacturer", 72, "start")
ENDED = ("Purchase Agreement Ended - Proposer", 0, "step")
GONE = ("License Deprovisioned - Manufacturer", HOUR, "step")
AMENDED = ("Purchase Agreement Amended - Proposer", 11, "step")
SUBSCRIBED, GRANTED = ("subscribe-success", 11, "start"), ("entitlement-updated", 11, "start")
PENDING, UNSUBSCRIBED = ("unsubscribe-pending", 0, "step"), ("unsubscribe-success", HOUR, "step")
TELLS = {
    # what happens: on the SNS topics of a legacy product, and by EventBridge
    "accept": ([SUBSCRIBED, GRANTED], [CREATED, UPDATED]),
    "fail": ([("subscribe-fail", 11, "step")], [CREATED]),
    "pay": ([SUBSCRIBED, GRANTED], [UPDATED]),
    "amend": ([GRANTED], [AMENDED, UPDATED]),
    "amend the renewal": ([], [AMENDED]),
    "renewed": ([GRANTED], [CREATED, UPDATED]),
    "replaced": ([SUBSCRIBED, GRANTED], [CREATED, UPDATED]),
    "end": ([PENDING, UNSUBSCRIBED, GRANTED], [ENDED, GONE]),
    "followed": ([], [ENDED, GONE]),
    "never began": ([], [ENDED]),
    "trial ended": ([], []),
}
ENDS = {"cancel": "CANCELLED", "terminate": "TERMINATED", "expire": "EXPIRED"}


class Illegal(Exception):
    """The step must be refused."""


def later(at: float, months: int) -> float:
    """Return the same time of the same day some months later, or of the last day of a month that is too short."""
    day = datetime.fromtimestamp(at, UTC)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return day.replace(year=year, month=month + 1, day=number).timestamp()
        except ValueError:
            continue
    raise AssertionError


@dataclass
class Agreement:
    """An agreement; `name` is the name of the first of its chain, and its number in the chain."""

    name: tuple[str, int]
    product: str
    buyer: str
    start: float
    end: float
    months: int | None
    grants: dict[str, int]
    renews: bool
    paid: bool
    trial: bool
    trial_end: float | None
    status: str = "ACTIVE"
    history: list[tuple[str, float, bool]] = field(default_factory=list)

    def takes(self, step: str, at: float) -> bool:
        """Say whether a step is legal."""
        active, begun = self.status == "ACTIVE", self.paid and self.start <= at
        return active and {
            "pay": not self.paid,
            "amend": self.paid,
            "renew": begun,
            "replace": begun,
            "end_trial": begun and self.trial,
        }.get(step, True)

    def in_force(self, at: float) -> bool:
        """Say whether it entitles, and takes usage."""
        return self.status == "ACTIVE" and self.paid and self.start <= at < self.end

    def meters(self, at: float) -> bool:
        """Say whether it takes the usage of this hour now: it is in force, or it is the last hour of what was in force."""
        hour = at // HOUR * HOUR
        return self.in_force(at) or (self.paid and self.start < self.end <= at < self.end + HOUR and hour < self.end)


@dataclass
class Model:
    """The agreements of a seller's products, what AWS has told and will tell, and what is due."""

    now: float
    agreements: dict[tuple[str, int], Agreement] = field(default_factory=dict)
    planned: list[tuple[float, str, tuple[str, int]]] = field(default_factory=list)
    told: list[tuple[float, str, tuple[str, int]]] = field(default_factory=list)
    due: list[tuple[float, int, str, tuple[str, int], dict[str, Any] | None]] = field(default_factory=list)
    """The time, the order of planning, the step, the agreement, and the fields: None if AWS takes the step by itself."""
    planning: int = 0

    def move(self, to: float) -> None:
        """Move the clock: what has become due happens, each at its time; what has happened stays."""
        self.now = to
        while self.due and min(self.due)[0] <= to:
            self.due.sort(key=lambda each: each[:2])
            at, _, step, name, fields = self.due.pop(0)
            try:
                self.take(step, name, at, **(fields or {}))
            except Illegal:
                self.agreements[name].history.append((step, at, False))
        self.told += [each for each in self.planned if each[0] <= to]
        self.planned = [each for each in self.planned if each[0] > to]

    def accept(self, name: str, product: str, buyer: str, **given: Any) -> None:
        """Let a buyer accept an agreement; all times are absolute."""
        start, months, end = given.get("start", self.now), given.get("months"), given.get("end")
        if months is not None and end is not None:
            raise Illegal
        if end is None:
            end = NEVER if months is None else later(start, months)
        theirs = [each for each in self.agreements.values() if (each.product, each.buyer) == (product, buyer)]
        trial, trial_end = given.get("trial", False), None
        if trial and any(each.trial or each.trial_end is not None for each in theirs):
            raise Illegal
        if given.get("trial_days") is not None:
            trial_end = start + given["trial_days"] * DAY
        if trial_end is not None and product == "contract" and end == NEVER:
            end = trial_end
        if end < start or (trial_end or 0) > end or (given.get("renews") and end - start < HOUR):
            raise Illegal
        if LEGACY[product] and any(each.status == "ACTIVE" for each in theirs):
            raise Illegal
        agreement = Agreement(
            (name, 1),
            product,
            buyer,
            start,
            end,
            months,
            given.get("grants", {}),
            given.get("renews", False),
            given.get("paid", True),
            trial,
            trial_end,
        )
        self.agreements[agreement.name] = agreement
        if agreement.paid:
            self.resubscribe(agreement, self.now)
        at = min(start, self.now) if end <= self.now else self.now
        self.record(agreement, "accept", "accept" if agreement.paid else "fail", at)

    def take(self, step: str, name: tuple[str, int], at: float, **given: Any) -> None:
        """Take a step at a time, or refuse it."""
        agreement = self.agreements[name]
        if not agreement.takes(step, at):
            raise Illegal
        if step in ENDS:
            self.end(agreement, step, ENDS[step], at)
        elif step == "pay":
            agreement.paid = True
            self.resubscribe(agreement, at)
            self.record(agreement, step, "pay", at)
        elif step == "amend":
            self.amend(agreement, at, **given)
        elif step == "end_trial":
            self.end_trial(agreement, at, **given)
        else:
            self.follow(agreement, step, at, **given)

    def amend(self, agreement: Agreement, at: float, **given: Any) -> None:
        """Change the terms."""
        end = given.get("end", agreement.end)
        if "end" in given and (
            end <= max(at, agreement.start) or (agreement.trial and end < (agreement.trial_end or 0))
        ):
            raise Illegal
        if given.get("renews", agreement.renews) and end - agreement.start < HOUR:
            raise Illegal
        if "end" in given:
            agreement.months = None
        agreement.end, agreement.grants = end, given.get("grants", agreement.grants)
        agreement.renews = given.get("renews", agreement.renews)
        self.record(agreement, "amend", "amend the renewal" if given.keys() == {"renews"} else "amend", at)

    def end_trial(self, agreement: Agreement, at: float, becomes: str | None = None) -> None:
        """End the free trial: the agreement becomes paid, or ends."""
        ends_with_it = agreement.product == "contract" and agreement.end == NEVER
        if agreement.trial_end is not None:
            ends_with_it = agreement.end <= agreement.trial_end
        if ends_with_it and becomes == "paid":
            raise Illegal
        agreement.trial_end = at if agreement.trial_end is None else min(at, agreement.trial_end)
        if ends_with_it or becomes == "ended":
            self.end(agreement, "end_trial", "EXPIRED", at)
        else:
            agreement.trial = False
            self.record(agreement, "end_trial", "trial ended", at)

    def follow(self, agreement: Agreement, step: str, at: float, **given: Any) -> None:
        """Let another agreement follow: it is as long, or as is given."""
        start, months = min(at, agreement.end), given.get("months", agreement.months)
        if months is not None:
            end = later(start, months)
        else:
            end = NEVER if agreement.end == NEVER else start + agreement.end - agreement.start
        if agreement.renews and end - start < HOUR:
            raise Illegal
        new = replace(
            agreement,
            name=(agreement.name[0], agreement.name[1] + 1),
            start=start,
            end=end,
            months=months,
            grants=given.get("grants", agreement.grants),
            trial=False,
            trial_end=None,
            history=[],
        )
        self.end(agreement, step, {"renew": "RENEWED", "replace": "REPLACED"}[step], at)
        self.agreements[new.name] = new
        self.record(new, step, {"renew": "renewed", "replace": "replaced"}[step], at)

    def end(self, agreement: Agreement, step: str, status: str, at: float) -> None:
        """End an agreement."""
        began = agreement.start <= at and agreement.paid
        agreement.status, agreement.end = status, min(at, agreement.end)
        what = "followed" if status in ("RENEWED", "REPLACED") else "end"
        if not began:
            what = "never began"
            of_the_start = (SUBSCRIBED[0], GRANTED[0], UPDATED[0])
            self.withdraw(agreement, at, of_the_start)
        self.record(agreement, step, what, at)

    def resubscribe(self, agreement: Agreement, at: float) -> None:
        """Withdraw what is planned to tell that the buyer has unsubscribed."""
        for each in self.agreements.values():
            if (each.product, each.buyer) == (agreement.product, agreement.buyer):
                self.withdraw(each, max(at, agreement.start), (UNSUBSCRIBED[0],))

    def withdraw(self, agreement: Agreement, after: float, types: tuple[str, ...]) -> None:
        """Withdraw what is planned about an agreement for later than a time."""
        self.planned = [
            each for each in self.planned if not (each[2] == agreement.name and each[1] in types and each[0] > after)
        ]

    def record(self, agreement: Agreement, step: str, what: str, at: float) -> None:
        """Note a step, and plan what AWS tells about it, what it tells before the end, and what happens by itself."""
        agreement.history.append((step, at, True))
        legacy, name = LEGACY[agreement.product], agreement.name
        for type_, length, since in TELLS[what][0 if legacy else 1]:
            if type_ != GRANTED[0] or CONTRACT[agreement.product]:
                begins = at if since == "step" else max(at, agreement.start)
                self.planned.append((begins + length, type_, name))
        self.withdraw(agreement, at, (ENDING,))
        self.due = [each for each in self.due if each[3] != name or each[4] is not None]
        if agreement.status != "ACTIVE":
            return
        if (
            agreement.trial
            and agreement.trial_end is not None
            and agreement.trial_end < agreement.end
            and agreement.paid
        ):
            self.plan(max(agreement.trial_end, at), "end_trial", name, None)
        if agreement.end < NEVER:
            renews = agreement.renews and agreement.paid and agreement.end - agreement.start >= HOUR
            self.plan(agreement.end, "renew" if renews else "expire", name, None)
            for days in (180, 120, 90, 60, 30):
                notice = agreement.end - days * DAY
                if not legacy and agreement.paid and notice > at:
                    self.planned.append((notice, ENDING, name))

    def plan(self, at: float, step: str, name: tuple[str, int], fields: dict[str, Any] | None) -> None:
        """Plan a step; `fields` are None if AWS takes it by itself."""
        self.planning += 1
        self.due.append((at, self.planning, step, name, fields))
