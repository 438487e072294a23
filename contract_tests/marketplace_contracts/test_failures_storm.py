"""How often the subject asks AWS about one token, in a visit and after it."""

from __future__ import annotations

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.episodes import episode
from marketplace_contracts.kit import Kit
from marketplace_contracts.story import AWS, BUYER, SUBJECT, NotVerified, short

MOST_TRIES = {
    "invalid token": 5,
    "expired token": 5,
    "access denied": 5,
    "disabled API": 5,
    "throttled": 10,
    "internal error": 10,
}
"""Of an answer that does not change, more than the most that any SDK tries by default; of one that passes, more than AWS's guides set."""


@contract(
    "failures-no-storm",
    "should",
    source="AWS SDKs reference, retry behavior: at most 5 attempts by default, and none after a refusal; "
    "AWS Builders' Library: retries at several layers multiply the load",
    why="AWS throttles the whole seller account, so one buyer with a bad link keeps out the others.",
    once=True,
)
def test_refused_token_is_not_asked_about_again_and_again(kit: Kit) -> None:
    """One visit asks AWS about a token at most five times if AWS refuses the token or the seller, and at most ten times if AWS throttles or fails."""
    for name, most in MOST_TRIES.items():
        try:
            lived = episode(kit, name)
        except NotVerified as missing:
            kit.findings.miss(str(missing))
            continue
        tries = sum(each["token"] == lived.visit.form[TOKEN_FIELD] for each in lived.visit.asked)
        if tries > most:
            raise lived.broken(f"at most {most} requests to AWS", f"AWS was asked {tries} times in one visit")
    _expect_no_more_after_visits(kit)


def _expect_no_more_after_visits(kit: Kit) -> None:
    """Demand that no worker goes on to ask about the tokens of this run that AWS has never issued."""
    case = Case(kit)
    kit.exchanges.new()
    for token, times in kit.exchanges.refused.items():
        visits, most = kit.buyers.visits[token], MOST_TRIES["invalid token"]
        # A subject that misreads several tokens as one asks for each.
        at_most = most * (visits + kit.buyers.misread[token])
        if visits and times > at_most and token not in kit.buyers.bought:
            case.story.add(BUYER, SUBJECT, f"posted {short(token, 60)}, which AWS has not issued, in {visits} visit(s)")
            case.story.add(SUBJECT, AWS, f"has asked about it {times} times since the run began")
            raise case.broken(
                f"at most {most} requests to AWS for each visit",
                f"AWS was asked {times} times about a token that it refused, during the visit and after it",
            )
