"""A fault rule: which calls or deliveries it concerns, how often it applies, and the fault it applies."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from marketplace_emulator import catalogue, duration, nouns
from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, ExpiredCredentials, NotImplementedByEmulator
from marketplace_emulator.faults import EVERY_KIND, KINDS, MESSAGE_KINDS
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.faults.message_fault import MessageFault, Sending
from marketplace_emulator.nearest import meant
from marketplace_emulator.nouns import Account, Noun

Region = Annotated[str, Meta(pattern=r"^[a-z]{2,4}(-[a-z]+)+-[0-9]$(?!\n)", description="a Region such as us-east-1")]
Count = Annotated[int, Meta(ge=1, le=2**53)]


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """The calls or deliveries that a rule concerns, beside the nouns to which it is bound, and how often it applies to them.

    A fault of messages concerns deliveries: those of this `event`, to this subscription. The rule concerns what comes before
    `until`, in the emulator's time. It applies to the `on_call`-th call or the `on_delivery`-th delivery, or `times` times, or
    with this `probability`, which `seed` makes repeatable, or to all of them.
    """

    operation: str | None = None
    event: Annotated[str, Meta(description="a type of message, such as subscribe-success")] | None = None
    subscription_id: str | None = None
    account: Account | None = None
    region: Region | None = None
    on_call: Count | None = None
    on_delivery: Count | None = None
    times: Count | None = None
    probability: Annotated[float, Meta(ge=0, le=1)] | None = None
    seed: int = 0
    until: str | float | None = None


OF_CALLS = ("operation", "token", "dimension", "account", "region", "on_call")
OF_MESSAGES = ("event", "subscription_id", "on_delivery")
"""The members that go with the faults of operations alone, and with those of messages alone."""


class BadRule(ValueError):
    """A rule that makes no sense; the text says why."""


def _fields() -> list[tuple[str, Any, Any]]:
    fields: list[tuple[str, Any, Any]] = [
        (field.name, field.type, field.default) for field in msgspec.structs.fields(Scope)
    ]
    fields[1:1] = [(noun, type_ | None, None) for noun, type_ in nouns.types().items()]
    for kind in EVERY_KIND.values():
        fields += [(field.name, field.type | msgspec.UnsetType, UNSET) for field in msgspec.structs.fields(kind)]
    return fields


NewFault: Any = msgspec.defstruct(
    "NewFault", _fields(), kw_only=True, frozen=True, forbid_unknown_fields=True, omit_defaults=True, module=__name__
)
"""A rule as a user writes it: the members of `Scope`, nouns, and the key of exactly one kind of fault with its settings."""


class Rule(msgspec.Struct, frozen=True):
    """A rule in force. `about` holds the nouns to which it is bound; `until` is epoch seconds of the emulator's time."""

    fault_id: str
    scope: Scope
    about: tuple[Noun, ...]
    until: float | None

    @property
    def is_a_word(self) -> bool:
        """Whether the rule is not one of the store, but the meaning of a word."""
        return self.fault_id.startswith("word-")

    @property
    def number(self) -> int:
        """The rule's place among all rules; an older rule has a smaller number, and a word the smallest."""
        return -1 if self.is_a_word else int(self.fault_id.rpartition("-")[2])

    def is_about(self, nouns: Collection[Noun]) -> bool:
        """Say whether these nouns include all to which the rule is bound."""
        return all(each in nouns for each in self.about)

    def chance(self, seen: int, of: str = "fault") -> float:
        """Draw a random number for what the rule concerns as the `seen`-th: the same for the same seed and purpose."""
        return random.Random(f"{self.scope.seed}:{of}:{seen}").random()

    def applies(self, seen: int, applied: int) -> bool:
        """Say whether the rule applies to the `seen`-th call or delivery, after it applied to `applied` of them."""
        scope = self.scope
        return (
            (scope.on_call is None or seen == scope.on_call)
            and (scope.on_delivery is None or seen == scope.on_delivery)
            and (scope.times is None or applied < scope.times)
            and (scope.probability is None or self.chance(seen, "probability") < scope.probability)
        )

    def is_over(self, seen: int, applied: int, now: float) -> bool:
        """Say whether the rule can change nothing any more, after it concerned `seen` calls or deliveries."""
        scope = self.scope
        only = scope.on_call or scope.on_delivery
        return (
            (only is not None and seen >= only)
            or (scope.times is not None and applied >= scope.times)
            or (self.until is not None and now >= self.until)
        )


class CallRule(Rule, frozen=True):
    """A rule that makes calls of operations misbehave."""

    fault: Fault

    def concerns(self, call: Call) -> bool:
        """Say whether the rule concerns the call, leaving its nouns aside."""
        scope = self.scope
        return (
            (self.fault.suits(call.operation) if scope.operation is None else scope.operation == call.operation)
            and (scope.account is None or scope.account == call.caller.account)
            and (scope.region is None or scope.region == call.caller.region)
            and (self.until is None or call.at < self.until)
        )


class MessageRule(Rule, frozen=True):
    """A rule that makes messages misbehave on their way to a subscription."""

    fault: MessageFault

    def concerns(self, sending: Sending, type_: str, subscription_id: str, at: float) -> bool:
        """Say whether the rule concerns a delivery of a message of this type and time, leaving its nouns aside."""
        scope = self.scope
        return (
            (scope.event is None or scope.event == type_)
            and (scope.subscription_id is None or scope.subscription_id == subscription_id)
            and (self.until is None or at < self.until)
            and self.fault.suits(sending)
        )


def kind_of(written: Mapping[str, Any]) -> str:
    """Find the one kind of fault that a written rule asks for, or raise BadRule."""
    asked = [kind for kind in EVERY_KIND if kind in written]
    if len(asked) != 1:
        given = " and ".join(asked) if asked else "none of them"
        raise BadRule(f"a fault has exactly one of {', '.join(EVERY_KIND)}; got {given}")
    return asked[0]


def _check_names(written: Mapping[str, Any]) -> None:
    operation, error = written.get("operation"), written.get("error")
    if operation is not None and operation not in catalogue.by_name():
        raise BadRule(f"{operation!r} is not an operation; {meant(operation, sorted(catalogue.by_name()))}")
    if error is not None and error not in known_errors():
        raise BadRule(f"{error!r} is not an error of AWS Marketplace; {meant(error, sorted(known_errors()))}")
    for name in written.get("missing_members") or ():
        if name not in (there := catalogue.result_members(operation)):
            whose = f"{operation}'s result" if operation else "any operation's result"
            raise BadRule(f"{name!r} is not a member of {whose}; {meant(name, sorted(there))}")


def _check_that_they_go_together(kind: str, written: Mapping[str, Any]) -> None:
    of, others, foreign = ("calls", MESSAGE_KINDS, OF_MESSAGES) if kind in KINDS else ("messages", KINDS, OF_CALLS)
    for name in foreign:
        if written.get(name) is not None:
            raise BadRule(
                f"{kind} is a fault of {of}, so it would never fire with {name}; leave {name} out, or give a fault that goes "
                f"with it: {', '.join(others)}"
            )


def _check_that_it_suits(kind: str, fault: Fault, operation: str | None) -> None:
    if operation is not None and not fault.suits(operation):
        suited = [each for each in sorted(catalogue.by_name()) if fault.suits(each)]
        raise BadRule(f"{operation} has no answer for the fault {kind}; expected {' or '.join(suited)}")


def _check_that_enough_come(kind: str, calls: int, scope: Scope) -> None:
    if scope.on_call is not None:
        raise BadRule(f"a {kind} waits for {calls} calls, but on_call applies to one; leave on_call out")
    if scope.times is not None and scope.times < calls:
        raise BadRule(f"a {kind} waits for {calls} calls, but times is {scope.times}; expected at least {calls}")


@cache
def known_errors() -> frozenset[str]:
    """List the errors that a rule may name: those that a model declares, and those common to AWS's services.

    Expired credentials are a fault of their own, because their code is that of an expired token.
    """
    declared = (code for each in catalogue.by_name().values() for code in each.errors)
    return frozenset((*AwsError.known, *declared)) - {NotImplementedByEmulator.code, ExpiredCredentials.__name__}


def read(fault_id: str, written: Mapping[str, Any], now: float) -> CallRule | MessageRule:
    """Make a rule from its written form, or raise BadRule; `until` may be relative to `now`."""
    kind = kind_of(written)
    settings = {name: written[name] for name in EVERY_KIND[kind].__struct_fields__ if name in written}
    expected = {*settings, *Scope.__struct_fields__, *nouns.NAMES}
    stray = sorted(name for name in written if name not in expected)
    if stray:
        raise BadRule(f"{', '.join(stray)} goes with another kind of fault than {kind}")
    _check_that_they_go_together(kind, written)
    _check_names(written)
    scope = msgspec.convert({name: written[name] for name in Scope.__struct_fields__ if name in written}, Scope)
    about = tuple((noun, str(written[noun])) for noun in nouns.NAMES if written.get(noun) is not None)
    with duration.given_as("until"):
        until = None if scope.until is None else duration.moment(scope.until, now)
    if kind in MESSAGE_KINDS:
        return MessageRule(fault_id, scope, about, until, msgspec.convert(settings, MESSAGE_KINDS[kind]))
    fault = msgspec.convert(settings, KINDS[kind])
    _check_that_it_suits(kind, fault, scope.operation)
    if fault.gathers > 1:
        _check_that_enough_come(kind, fault.gathers, scope)
    return CallRule(fault_id, scope, about, until, fault)
