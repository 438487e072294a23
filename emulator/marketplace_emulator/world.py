"""The world of one emulator: its state, clock, readings and fault rules; everything a request may use or change."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import msgspec

from marketplace_emulator import error_words, nouns, readings, timings
from marketplace_emulator.call import Call
from marketplace_emulator.clock import Clock
from marketplace_emulator.delivers import Delivers
from marketplace_emulator.faults import rule
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.faults.rule import CallRule, MessageRule
from marketplace_emulator.gathering import Gathering
from marketplace_emulator.nouns import Noun
from marketplace_emulator.signature import Caller, Signature
from marketplace_emulator.sns.signer import AWS_URL, Signer
from marketplace_emulator.store import (
    Store,
    agenda,
    credentials,
    events,
    faults,
    journal,
    products,
    settings,
    signing_certificates,
    subscriptions,
)
from marketplace_emulator.store.credentials import Credential

DEFAULT_SELLER = "111122223333"
"""The seller's account in a world without products."""
ANSWER_SECONDS = 15.0
"""How long SNS waits for an answer, by its developer guide."""


@lru_cache(maxsize=65_536)
def _rule(fault_id: str, written: str) -> CallRule | MessageRule:
    # Every change rereads all rules; the cache keeps the unchanged ones.
    return rule.read(fault_id, msgspec.json.decode(written), 0)


def _nothing(*_: object) -> None:
    """Do nothing."""


class RolledBack(Exception):
    """One of several transactions that shared a COMMIT raised, and all are undone."""


class WorldTransaction:
    """The context manager of a world's transactions. One object serves them all, because every request uses it."""

    __slots__ = ("_store", "_world")

    def __init__(self, world: World) -> None:
        self._world, self._store = world, world.store.transaction()

    def __enter__(self) -> None:
        self._store.__enter__()
        try:
            self._world.refresh()
            if self._world.due_at <= self._world.clock.now() and self._store.outermost:
                self._world.settle()
        except BaseException as problem:
            self.__exit__(type(problem))
            raise

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        if raised is not None:
            self._world.distrust()
        self._store.__exit__(raised)
        if self._world.to_deliver and not self._store.is_open:
            self._world.wake()


class World:
    """The state in `store`, with copies of the parts that every request needs; processes may share one store."""

    def __init__(self, store: Store, *, journal_limit: int = journal.LIMIT) -> None:
        self.store = store
        self.journal = journal.Journal(store, journal_limit)
        self.clock = Clock()
        self.readings: Mapping[str, str] = readings.DEFAULTS
        self.rules: tuple[CallRule, ...] = ()
        self.rules_about: Mapping[Noun, Sequence[CallRule]] = {}
        self.message_rules: tuple[MessageRule, ...] = ()
        self._leading: frozenset[str] = frozenset()
        """The nouns that may lead to another noun to which a rule is bound."""
        self.credentials: Mapping[str, Credential] = {}
        self.seller = DEFAULT_SELLER
        self.files: tuple[Path, ...] = ()
        self.timings: Mapping[str, float] = timings.DEFAULTS
        self._revision = -1
        self.planted: Callable[[World, Collection[str]], None] = _nothing
        """Called when entries of these nouns are planted, or a product is created or changed: the example seller follows."""
        self.due_at = math.inf
        """When the next step of an agreement or the next event is due, by the clock."""
        self.settling: Callable[[World], None] = _nothing
        """Takes the steps and emits the events that are due; `agenda` has it."""
        self.subscribed = False
        """Whether somebody is told of events."""
        self.to_deliver = False
        self.deliverer: Delivers | None = None
        """Sends what is due; it registers itself."""
        self.allowed_targets: frozenset[str] = frozenset()
        """The hosts to which deliveries may go although they are neither here nor in a private network."""
        self.answer_seconds = ANSWER_SECONDS
        """How long a delivery waits for its answer."""
        self.sns_url: str | None = None
        """The URL of SNS in messages, which leads to this process; None if no port serves it."""
        self.sns_authority: str | None = None
        """The authority to trust for this process's HTTPS port, in PEM; None if there is no such port."""
        self.default_fulfillment_url: str | None = None
        """The page to which buyers of products without a fulfillment URL of their own are sent; None if there is none."""
        self.gathering = Gathering(store)
        self._transaction = WorldTransaction(self)

    def transaction(self) -> WorldTransaction:
        """Return a context manager for reading and changing the world; an exception undoes all changes made inside."""
        return self._transaction

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let the transactions inside share one COMMIT; if one of them raised, undo all and raise RolledBack."""
        with self._transaction:
            shared = self.store.transaction()
            before = shared.raised
            yield
            if shared.raised != before:
                raise RolledBack

    def refresh(self) -> None:
        """Reread the copies beside the store if another process has changed the originals."""
        if self._revision < 0 or (
            not self.store.in_memory
            and self.store.transaction().outermost  # inside another transaction, no other process can have changed it
            and settings.revision(self.store) != self._revision
        ):
            self.reread()

    def settle(self) -> None:
        """Take the steps and emit the events that are due, in the order of their times."""
        self.due_at = math.inf  # a transaction inside does not settle again
        self.settling(self)

    def due_by(self, at: float) -> None:
        """Note that something is due at a time, for all processes."""
        if at < self.due_at:
            self.due_at = at
            self.to_deliver |= self.subscribed
            settings.touch(self.store)

    def look_ahead(self) -> None:
        """Find out when the next step or event is due."""
        found = (agenda.earliest(self.store), events.earliest(self.store))
        self.due_at = min((each for each in found if each is not None), default=math.inf)

    def deliver(self) -> None:
        """Wake the deliverer after this transaction."""
        self.to_deliver = True

    def wake(self) -> None:
        """Wake the deliverer."""
        self.to_deliver = False
        if self.deliverer is not None:
            self.deliverer.wake()

    def distrust(self) -> None:
        """Reread the copies next time: they may be of a state that was rolled back."""
        self._revision = -1

    def reread(self) -> None:
        """Reread the copies: clock, readings, fault rules, access keys and the seller."""
        store = self.store
        self.clock = Clock(**(settings.get(store, "clock") or {}))
        self.readings = {**readings.DEFAULTS, **(settings.get(store, "readings") or {})}
        every = [_rule(row["fault_id"], row["rule"]) for row in store.rows(faults.ALL)]
        self.message_rules = tuple(each for each in every if isinstance(each, MessageRule))
        rules = [each for each in every if isinstance(each, CallRule)]
        self.rules = tuple(each for each in rules if not each.about)
        self.rules_about = _by_noun(rules)
        bound = {noun for each in rules for noun, _ in each.about}
        self._leading = frozenset(noun for noun in nouns.NAMES if bound & nouns.reached([noun]) - {noun})
        self.timings = timings.in_force(settings.get(store, "timings") or {}, self.readings)
        self.subscribed = store.row(subscriptions.ANY) is not None
        self.to_deliver |= self.subscribed
        self.look_ahead()
        self.credentials = credentials.known(store)
        first = store.row(products.FIRST)
        self.seller = first["seller_account"] if first else DEFAULT_SELLER
        self._revision = settings.revision(store)

    def changed(self) -> None:
        """Make all processes reread their copies, and reread this process's now."""
        settings.touch(self.store)
        self.reread()

    def set_clock(self, clock: Clock) -> None:
        """Set the clock, for all processes."""
        settings.put(self.store, "clock", clock.saved())
        self.clock = clock

    def set_readings(self, changes: Mapping[str, str]) -> None:
        """Set readings; raise UnknownReading for a wrong one, and change nothing."""
        checked = readings.check(changes)
        settings.put(self.store, "readings", {**self.readings, **checked})
        self.reread()

    def set_timings(self, changes: Mapping[str, str | float]) -> None:
        """Set timings; raise BadTiming for a wrong one, and change nothing."""
        checked = timings.check(changes)
        settings.put(self.store, "timings", {**(settings.get(self.store, "timings") or {}), **checked})
        self.reread()

    def sns_signer(self) -> Signer:
        """Return the signer of SNS's messages; where no port serves its certificate, its URLs are AWS's own."""
        private_key, certificate = signing_certificates.signing(self.store)
        return Signer(private_key, certificate, self.sns_url or AWS_URL)

    def caller(self, signature: Signature) -> Caller:
        """Return the caller that an access key belongs to; keys that no fixture names belong to the seller."""
        known = self.credentials.get(signature.access_key_id)
        return Caller(known.account if known else self.seller, signature.region, signature.access_key_id)

    def take_faults(self, call: Call) -> list[tuple[str, Fault, float]]:
        """Choose the faults for a call and count them: one of a kind, the oldest rule first.

        Return each fault with its rule's id and its random number, the outermost layer first. A rule has `seen` every
        call that it concerns. It is `applied` to those that reach it, not to calls that a layer further out ended. A
        rule about the answer counts every call that reaches it, even if the answer has no members or body to change.
        """
        rules: Sequence[CallRule] = self.rules
        if self.rules_about:
            about = self._about(call)
            bound = [each for noun in self.rules_about.keys() & about.keys() for each in self.rules_about[noun]]
            rules = [*rules, *[each for each in bound if each.is_about(about)]]
        concerned = [each for each in rules if each.concerns(call)]
        if not error_words.MET.isdisjoint(call.about):
            concerned += self._asked_by_words(call)
        if not concerned:
            return []
        taken: dict[int, tuple[str, Fault, float]] = {}
        ended = False
        for each in sorted(concerned, key=lambda each: (each.fault.ORDER, each.number)):
            applies, seen = self.count_for(each, not ended and each.fault.ORDER not in taken)
            if applies:
                taken[each.fault.ORDER] = (each.fault_id, each.fault, each.chance(seen))
                each.fault.note(call, each.about, each.chance(seen))
                ended = each.fault.ends
        return [*taken.values()]

    def count_for(self, one: CallRule | MessageRule, is_reached: bool) -> tuple[bool, int]:
        """Count a call or delivery for a rule; return whether the rule applies to it, and how many the rule has seen."""
        if one.is_a_word:
            return is_reached, 1
        row = self.store.row(faults.FIND, fault_id=one.fault_id)
        assert row is not None, "rules are read in the same transaction"
        seen = row["seen"] + 1
        applies = is_reached and one.applies(seen, row["applied"])
        self.store.run(faults.COUNT, id=one.fault_id, seen_now=seen, applied_now=row["applied"] + applies)
        return applies, seen

    def _asked_by_words(self, call: Call) -> Iterator[CallRule]:
        """Yield what the words that a call is about ask for, and note in the call the status that they ask for an item."""
        rules = error_words.rules(call.operation)
        for noun in call.about:
            _, word = noun
            if error_words.is_met(self.store, noun):
                if word in error_words.STATUSES:
                    call.statuses[noun] = error_words.STATUSES[word]
                elif word in rules:
                    yield rules[word]

    def _about(self, call: Call) -> dict[Noun, None]:
        """Return the nouns that a call is about, including those that they lead to if a rule is bound to one of these."""
        for noun, _ in call.about:
            if noun in self._leading:
                return nouns.all_of(self.store, call.about)
        return call.about


def _by_noun(rules: Iterable[CallRule]) -> dict[Noun, list[CallRule]]:
    """Group rules by the first noun that each is bound to."""
    found: dict[Noun, list[CallRule]] = {}
    for each in rules:
        if each.about:
            found.setdefault(each.about[0], []).append(each)
    return found
