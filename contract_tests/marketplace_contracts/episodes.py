"""Failures of AWS: each is tried once, and many contracts judge what happened during and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from marketplace_contracts.answer import Answer, Hop
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.entry import Entry
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import Broken, Died, NotVerified, Story, SubjectLost
from marketplace_contracts.success import accepted
from marketplace_contracts.timeouts import FAILING, WITH_TOKEN
from marketplace_contracts.visit import Visit

MARK = "ref 7c1f-kit"
"""Put into AWS's messages, to recognise one that reaches the buyer."""


@dataclass(frozen=True)
class Failure:
    """A way in which every ResolveCustomer fails, and whose problem it is: the token's, nobody's (it passes), or the seller's."""

    does: str
    whose: Literal["token", "passing", "ours"]
    rule: Mapping[str, Any] = field(default_factory=dict)


def _error(does: str, whose: Literal["token", "passing", "ours"], code: str, message: str) -> Failure:
    return Failure(f"{does}: {code}", whose, {"error": code, "message": f"{message} ({MARK})"})


FAILURES: Mapping[str, Failure] = {
    "invalid token": _error(
        "says that the token is invalid", "token", "InvalidTokenException", "Registration token is invalid"
    ),
    "expired token": _error(
        "says that the token is expired", "token", "ExpiredTokenException", "Registration token is expired"
    ),
    "access denied": _error(
        "refuses the seller's role",
        "ours",
        "AccessDeniedException",
        "User: arn:aws:sts::111122223333:assumed-role/seller/session is not authorized to perform: "
        "aws-marketplace:ResolveCustomer because no identity-based policy allows the aws-marketplace:ResolveCustomer action",
    ),
    "disabled API": _error(
        "has the API disabled in this region", "ours", "DisabledApiException", "The API is disabled in the Region."
    ),
    "expired credentials": Failure(
        "says that the seller's credentials are expired: ExpiredTokenException",
        "ours",
        {
            "error": "ExpiredTokenException",
            "status": 403,
            "message": f"The security token included in the request is expired ({MARK})",
        },
    ),
    "unknown credentials": _error(
        "does not know the seller's credentials",
        "ours",
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    ),
    "throttled": _error("throttles every call", "passing", "ThrottlingException", "Rate exceeded"),
    "internal error": _error(
        "fails with an internal error",
        "passing",
        "InternalServiceErrorException",
        "An internal error has occurred. Retry your request.",
    ),
    "malformed answer": Failure("answers with JSON that ends in the middle", "passing", {"malformed": "json"}),
    "empty answer": Failure("answers 200 with an empty body", "passing", {"malformed": "empty"}),
    "proxy's answer": Failure(
        "is not reached: a proxy on the way answers 503 in HTML", "passing", {"malformed": "html"}
    ),
    "lost request": Failure("closes the connection without doing anything", "passing", {"drop": "before"}),
    "lost answer": Failure("does the work, but the answer is lost", "passing", {"drop": "after"}),
    "hang": Failure("takes the request and never answers", "passing", {"hang": True}),
}
DIED = Hop("POST", "", "", 0, (), b"", 0.0, "the connection failed: the subject died")


@dataclass
class Episode:
    """What happened: the buyer's visit during the failure, what was stored and logged, the next buyer, and the same form afterwards.

    `unstored` are those of the two buyers who were not stored then, although the probe shows buyers.
    """

    name: str
    failure: Failure
    case: Case
    visit: Visit
    added: list[Entry] | None
    story: Story
    missing: tuple[str, ...]
    next: Visit | None = None
    again: Visit | None = None
    unstored: tuple[Buyer, ...] = ()
    lost: str = ""
    logged: str = ""

    @property
    def buyers(self) -> tuple[Buyer, Buyer]:
        """The buyer and the next one."""
        return self.case.buyers[0], self.case.buyers[1]

    def broken(self, expected: str, seen: str) -> Broken:
        """Return the verdict of a broken contract with this story."""
        return Broken(self.story, f"{expected}, when AWS {self.failure.does}", seen)


def written(before: Sequence[str], after: Sequence[str]) -> str:
    """Return what was written to the logs in between."""
    return "\n".join(now[len(was) :] for was, now in zip(before, after, strict=True))


def episode(kit: Kit, name: str) -> Episode:
    """Try a failure, once in a run under the same circumstances."""
    found: Episode = kit.once(("episode", name), lambda: _allowed(kit, name))
    if not kit.style.works and not found.visit.asked:
        cause = "reading-token-exact"
        why = kit.findings.trouble(cause)
        raise NotVerified(f"the subject never asks AWS about a token here, so AWS cannot fail{why}", cause)
    return found


def all_episodes(kit: Kit) -> Iterator[Episode]:
    """Yield an episode for each failure that can be tried."""
    for name in FAILURES:
        try:
            yield episode(kit, name)
        except NotVerified as missing:
            kit.findings.note(missing)


def _allowed(kit: Kit, name: str) -> Episode:
    kit.service.check()
    for kind in (WITH_TOKEN, FAILING):
        kit.session.timeouts.check(kind)
    return _lived(kit, name)


def _lived(kit: Kit, name: str) -> Episode:
    failure = FAILURES[name]
    case = Case(kit)
    watch = case.watch()
    buyer, follower = case.buyer(), case.buyer()
    form, following = case.form(buyer.agreements[0]), case.form(follower.agreements[0])
    works = kit.style.works
    case.fault(failure.does, **failure.rule)
    lived: Episode | None = None
    before = kit.session.logs()
    try:
        visit = case.register(form)
        added = watch.added()
        missing = kit.findings.take_missing()  # missing only for the contracts that judge what is stored
        lived = Episode(name, failure, case, visit, added, case.story, missing)
        lived.logged = written(before, kit.session.logs())
        case.clear_faults()
        lived.next = case.register(following)
        lived.again = case.register(form)
        lived.unstored = tuple(each for each in (buyer, follower) if not shows_buyer(kit, each))
    except (SubjectLost, Died) as lost:
        if lived is None:
            lived = Episode(name, failure, case, Visit(Answer((DIED,)), [], form), None, case.story, ())
        lived.lost = str(lost)
    if works and (lived.lost or _next_refused(kit, lived)):
        kit.service.stop()  # contracts that judge this episode report it
    return lived


def shows_buyer(kit: Kit, buyer: Buyer) -> bool:
    """Return whether a buyer is stored, as far as the probe shows buyers at all."""
    if not kit.style.shows_buyers or kit.style.unfinished:
        return True
    try:
        return any(each.holds(buyer.identifiers) for each in kit.probe.entries())
    except NotVerified:
        return True


def _next_refused(kit: Kit, lived: Episode) -> bool:
    """Return whether the next buyer was refused, as far as the kit can tell."""
    try:
        return lived.next is not None and not accepted(kit, lived.next.answer)
    except NotVerified:
        return False
