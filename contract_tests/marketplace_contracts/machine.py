"""Buyers, agreements, tokens, faults, jumps of the clock, reloads and cancellations, in any order."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import hypothesis
from hypothesis import strategies as st
from hypothesis.reporting import with_reporter
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.episodes import FAILURES
from marketplace_contracts.kit import Kit
from marketplace_contracts.search import search
from marketplace_contracts.story import AWS, BUYER, KIT, Broken, NotVerified, SubjectLost
from marketplace_contracts.visit import Visit

QUICK = ("invalid token", "expired token", "access denied", "disabled API", "expired credentials")
"""Failures that no SDK retries, so that many fit into a run."""


@dataclass
class Subscription:
    """An agreement, and what the model knows about it."""

    buyer: Buyer
    agreement: Mapping[str, Any]
    form: dict[str, str] | None = None
    registered: bool = False
    cancelled: bool = False


class Registrations(RuleBasedStateMachine):
    """A simple model of the subject: which agreements are registered, and so how many accounts there are."""

    kit: Kit
    found: list[Broken]
    until: float

    subscriptions: Bundle[Subscription] = Bundle("subscriptions")

    def __init__(self) -> None:
        super().__init__()
        self.case = Case(self.kit)
        self.watch = self.case.watch()
        self.known: list[Subscription] = []
        self.idle = bool(self.found) and time.monotonic() > self.until

    @initialize(target=subscriptions)
    def begin(self) -> Subscription:
        """There is a buyer."""
        return self.subscribe_new()

    @rule(target=subscriptions)
    def subscribe(self) -> Subscription:
        """A new buyer subscribes."""
        return self.subscribe_new()

    def subscribe_new(self) -> Subscription:
        if self.idle:
            return Subscription(Buyer("", "", ""), {})
        buyer = self.case.buyer()
        self.known.append(Subscription(buyer, buyer.agreements[0]))
        return self.known[-1]

    @precondition(lambda self: self.kit.turn.generation == "concurrent")
    @rule(target=subscriptions, of=subscriptions)
    def subscribe_again(self, of: Subscription) -> Subscription:
        """A buyer subscribes once more."""
        return of if self.idle else self.subscribe_for(of.buyer)

    def subscribe_for(self, buyer: Buyer) -> Subscription:
        self.known.append(Subscription(buyer, self.case.agreement(buyer)))
        return self.known[-1]

    @rule(of=subscriptions)
    def come(self, of: Subscription) -> None:
        """A buyer comes from AWS Marketplace with a new token."""
        if self.idle or of.cancelled:
            return
        of.form = self.case.form(of.agreement)
        self._register(of, new=True)

    @rule(of=subscriptions)
    def reload(self, of: Subscription) -> None:
        """A buyer posts the last form again."""
        if not self.idle and of.form is not None and not of.cancelled:
            self._register(of)

    @rule(of=subscriptions, failure=st.sampled_from(QUICK))
    def come_in_a_failure(self, of: Subscription, failure: str) -> None:
        """A buyer comes while AWS fails."""
        if self.idle or of.cancelled:
            return
        of.form = self.case.form(of.agreement)
        self.case.fault(FAILURES[failure].does, **FAILURES[failure].rule)
        try:
            self._register(of, new=True)
        finally:
            self.case.clear_faults()

    @rule(hours=st.sampled_from(["30m", "2h", "5h", "3d"]))
    def wait(self, hours: str) -> None:
        """Time passes."""
        if not self.idle:
            self.case.advance(hours, f"lets {hours} pass")

    @rule(of=subscriptions)
    def cancel(self, of: Subscription) -> None:
        """A buyer cancels, and does not come back: what the seller does then depends on AWS's messages."""
        if self.idle or of.cancelled:
            return
        self.case.marketplace.cancel_agreement(of.agreement["agreement_id"])
        self.case.story.add(BUYER, AWS, f"cancels {of.agreement['agreement_id']}")
        of.cancelled = True

    @rule(second=st.sampled_from(["same_answer", "expired"]))
    def read_the_documents_anew(self, second: str) -> None:
        """AWS answers the second resolve of a token by this reading from now on."""
        if not self.idle:
            self.kit.circumstances.read(second_resolve=second)
            self.case.story.add(KIT, AWS, f"follows the reading second_resolve={second} from now on")

    def _register(self, of: Subscription, *, new: bool = False) -> None:
        assert of.form is not None
        visit = self.case.register(of.form)
        if new and not visit.asked:  # a subject that never asks AWS also satisfies the model
            told = visit.answer.failure or f"status {visit.answer.status}"
            self.kit.findings.miss(
                f"in some order of events a new token does not reach AWS (the buyer gets: {told}), so the kit does not judge "
                "the rest; see the families reading and failures"
            )
        try:
            self._judge(of, visit)
        except Broken as broken:
            self.found.append(broken)
            type(self).until = self.until or time.monotonic() + self.kit.settings.pauses.shrink_order
            raise

    def _judge(self, of: Subscription, visit: Visit) -> None:
        assert of.form is not None
        case = self.case
        if any(each["token"] != of.form[TOKEN_FIELD] for each in visit.asked):
            raise case.broken("AWS is asked about the buyer's own token", "it was asked about another")
        if visit.outcome == "ok":
            case.expect_accepted(visit)
            of.registered = True
        elif not of.registered:
            case.expect_refused(visit, "the buyer learns that nothing was registered")
        registered = [each for each in self.known if each.registered]
        least = len({each.buyer.account for each in registered})  # one entry may have all agreements of an AWS account
        added = self.watch.added()
        counts = self.kit.probe.tables.counts(added or ())
        if added is not None and not all(least <= count <= len(registered) for count in counts):
            most = len(registered)
            wanted = f"{most} account{'s' if most > 1 else ''}" if least == most else f"{least} to {most} accounts"
            raise case.broken(
                f"{wanted}, one for each agreement or for each buyer",
                f"there are {', '.join(map(str, counts))}",
            )
        stored = self.watch.of(of.buyer.identifiers)
        if of.registered and stored is not None and not stored:
            raise case.broken("the buyer's account", f"nothing is stored for {of.buyer.account}")

    def teardown(self) -> None:
        self.kit.circumstances.usual_readings("second_resolve")


def _comes(model: Registrations, *more: Callable[[Subscription], None]) -> None:
    """A buyer subscribes and comes; what follows comes after that."""
    of = model.subscribe_new()
    model.come(of)
    for event in more:
        event(of)


def _two_come(model: Registrations) -> None:
    _comes(model)
    _comes(model)


def _two_agreements(model: Registrations) -> None:
    if model.kit.turn.generation == "concurrent":
        _comes(model, lambda of: model.come(model.subscribe_for(of.buyer)))


def _reloads(model: Registrations) -> None:
    for reading in ("same_answer", "expired"):
        model.read_the_documents_anew(reading)
        _comes(model, model.reload)


def _comes_again(model: Registrations) -> None:
    _comes(model, model.come)


def _reloads_late(model: Registrations) -> None:
    _comes(model, lambda _: model.wait("5h"), model.reload)


def _comes_in_failures(model: Registrations) -> None:
    for failure in QUICK:
        model.come_in_a_failure(model.subscribe_new(), failure)


def _reloads_in_failures(model: Registrations) -> None:
    for failure in QUICK:
        _comes(model, partial(model.come_in_a_failure, failure=failure))


ORDINARY: Mapping[str, Callable[[Registrations], None]] = {
    "identity-two-buyers": _two_come,
    "identity-two-agreements": _two_agreements,
    "replay-double-submit": _reloads,
    "replay-return-accepted": _comes_again,
    "replay-after-expiry": _reloads_late,
    "failures-not-told-as-success": _comes_in_failures,
    "failures-account-kept": _reloads_in_failures,
}
"""Orders of events in which no contract but the named one is tried, so that a mistake in them is not one of the order."""


def ordinary_orders(kit: Kit) -> None:
    """The model is right in every order that a contract of another family tries."""
    for cause, events in ORDINARY.items():
        model = _model(kit)()
        try:
            events(model)
        except Broken as broken:
            raise NotVerified(f"an ordinary order of events already fails: {broken}", cause) from None
        finally:
            model.teardown()


def _model(kit: Kit) -> Any:
    return type("Registrations", (Registrations,), {"kit": kit, "found": [], "until": 0.0})


def try_any_order(kit: Kit, examples: int) -> None:
    """Try this many sequences of events; raise the shortest story that breaks the model."""
    machine = _model(kit)
    problem: BaseException | None = None
    try:
        with with_reporter(lambda _: None):
            run_state_machine_as_test(hypothesis.seed(kit.settings.seed)(machine), settings=search(examples))
    except (NotVerified, SubjectLost):
        raise
    except Exception as error:
        problem = error
    if machine.found:
        raise min(machine.found, key=lambda each: len(each.story.steps)) from None
    if problem is not None:
        raise problem
