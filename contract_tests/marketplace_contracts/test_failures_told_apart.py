"""What a page tells a buyer whose token is dead, and a buyer whose token is good while AWS or the seller fails."""

from __future__ import annotations

from marketplace_contracts import driver, wording
from marketplace_contracts.blaming import blaming, doubtful
from marketplace_contracts.contract import contract
from marketplace_contracts.dead_token import DEAD, Same, same_as_dead
from marketplace_contracts.episodes import Episode, all_episodes, episode
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import AS_SUCCESS, DECIDES, legible, unexplained
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted

API = "API reference, ResolveCustomer, Errors"
ERROR_TYPE = {"error_type": ("plain", "namespaced")}
BLAMES = "the page blames the token"
NO_BLAME = {
    "access denied": "failures-access-denied-no-blame",
    "disabled API": "failures-disabled-api-no-blame",
    "expired credentials": "failures-credentials-no-blame",
    "unknown credentials": "failures-credentials-no-blame",
    "throttled": "failures-throttling-no-blame",
    "internal error": "failures-internal-error-no-blame",
    "proxy's answer": "failures-internal-error-no-blame",
    "malformed answer": "failures-malformed-answer-no-blame",
    "empty answer": "failures-malformed-answer-no-blame",
    "lost request": "failures-lost-answer-no-blame",
    "lost answer": "failures-lost-answer-no-blame",
    "hang": "failures-lost-answer-no-blame",
}
"""The contract that reports blame, for each failure that is not the token's."""


@contract(
    "failures-told-apart",
    "must",
    source=f"{API}: only InvalidTokenException and ExpiredTokenException are about the token",
    why="Otherwise a buyer throws away a good token, or a buyer with a dead token tries again for ever.",
    once=True,
)
def test_failures_are_told_apart(kit: Kit) -> None:
    """A failure that passes, or is the seller's, does not get the same page as an invalid or expired token, unless that page tells both buyers what to do."""
    _need_dead_told(kit)
    alike = []
    for lived in all_episodes(kit):
        if lived.failure.whose != "token" and not lived.visit.answer.failure:
            with kit.findings.noting():
                if _alike(kit, lived):
                    alike.append(lived)
    if alike:
        also = "; it is the same when AWS " + ", ".join(each.failure.does for each in alike[1:]) if alike[1:] else ""
        raise alike[0].broken(
            "another page than for an invalid or expired token, or one that tells both buyers what to do",
            f"the buyer was told {alike[0].case.quoted(alike[0].visit)}, as for a dead token{also}; if this page tells "
            f"both buyers what to do in words that the kit does not know, {DECIDES}",
        )


def _need_dead_told(kit: Kit) -> None:
    """Raise NotVerified if another contract reports what is wrong with the pages for a dead token."""
    for name in DEAD:
        answer = episode(kit, name).visit.answer
        if answer.crashed:
            raise NotVerified("the page for a dead token is a crash", "failures-token-fault-no-server-error")
        if accepted(kit, answer):
            raise NotVerified(*AS_SUCCESS)


def _alike(kit: Kit, lived: Episode) -> bool:
    """Return whether the page does not tell a good token from a dead one, as only this contract reports."""
    answer = lived.visit.answer
    told = blaming(kit, answer)
    if told.blame:
        raise NotVerified(BLAMES, NO_BLAME[lived.name])
    if told.same is Same.UNSEEN and (doubt := doubtful(told)):
        raise doubt
    if told.same is not Same.YES or (told.serves and told.back):
        return False
    if told.serves:
        raise NotVerified("the page leads no buyer with a dead token back", "failures-token-fault-says-return")
    if unexplained(kit, answer):
        raise NotVerified("the page explains nothing", "failures-explained")
    return True


@contract(
    "failures-token-fault-says-return",
    "should",
    source=f"{API}: InvalidTokenException, ExpiredTokenException; only AWS Marketplace issues a new token",
    why="A buyer who is told to try again with a dead token tries for ever.",
    readings=ERROR_TYPE,
    once=True,
)
def test_token_fault_says_return(kit: Kit) -> None:
    """The page for an invalid or expired token does not speak of a temporary problem, and is not the page for the seller's own faults, unless it also names the token or sends the buyer back to AWS Marketplace."""
    for name in DEAD:
        lived = episode(kit, name)
        with kit.findings.noting():
            if _sends_nowhere(kit, lived):
                raise lived.broken(
                    "the way back to AWS Marketplace", f"the buyer was told {lived.case.quoted(lived.visit)}"
                )


def _sends_nowhere(kit: Kit, lived: Episode) -> bool:
    answer = lived.visit.answer
    said = driver.told(kit.session.driver, answer)
    if said is not None:
        return "token" not in said and bool(said & {"passing", "ours"})
    if accepted(kit, answer):
        raise NotVerified(*AS_SUCCESS)
    if not answer.last.body.strip() and answer.status not in (301, 302, 303):
        raise NotVerified("the page for a dead token is empty", "failures-explained")
    if not legible(kit, answer):
        return False
    message = kit.style.message(answer)
    passing = wording.says_passing(message)
    if passing and not wording.says_return(message):
        return True
    ours = episode(kit, "access denied").visit.answer
    if same_as_dead(kit, ours) is not Same.YES or wording.leads_back(message):
        return False
    return blaming(kit, ours).serves


@contract(
    "failures-passing-says-try-again",
    "should",
    source=f"{API}: ThrottlingException and InternalServiceErrorException can be retried",
    why="The token is good; a buyer who knows that the problem is temporary is a customer a minute later.",
    once=True,
)
def test_passing_failure_says_try_again(kit: Kit) -> None:
    """The page for throttling, AWS's own errors and lost answers says that the problem is temporary, or the seller's."""
    for lived in all_episodes(kit):
        answer = lived.visit.answer
        if lived.failure.whose != "passing" or answer.failure:
            continue
        with kit.findings.noting():
            if accepted(kit, answer):
                raise NotVerified(*AS_SUCCESS)
            told = blaming(kit, answer)
            if told.blame:
                raise NotVerified(BLAMES, NO_BLAME[lived.name])
            if told.serves or not legible(kit, answer, wholly=True):
                continue
            said = answer.told
            if not (wording.says_passing(said) or wording.says_ours(said) or wording.offers_help(said)):
                if unexplained(kit, answer):
                    raise NotVerified("the page explains nothing", "failures-explained")
                raise lived.broken("a word such as `try again`", f"the buyer was told {lived.case.quoted(lived.visit)}")
            if doubt := doubtful(told):
                raise doubt
