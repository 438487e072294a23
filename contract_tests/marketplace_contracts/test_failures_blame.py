"""Whom the page blames for a failure that is not the buyer's fault."""

from __future__ import annotations

from marketplace_contracts.blaming import blaming, doubtful
from marketplace_contracts.contract import contract
from marketplace_contracts.episodes import episode
from marketplace_contracts.kit import Kit
from marketplace_contracts.legibility import AS_SUCCESS
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted

API = "API reference, ResolveCustomer, Errors"
ERROR_TYPE = {"error_type": ("plain", "namespaced")}
WHY_OURS = "Otherwise the buyer goes back to AWS Marketplace again and again, for a fault that only the seller can fix."
WHY_PASSING = "Otherwise the buyer throws away a good token because of a problem that is over in a minute."


def expect_no_blame(kit: Kit, name: str) -> None:
    """Demand that the page does not blame the buyer's token."""
    lived = episode(kit, name)
    answer = lived.visit.answer
    if answer.failure:
        return
    with kit.findings.noting():
        told = blaming(kit, answer)
        if told.blame:
            raise lived.broken(
                "the buyer's token is not blamed",
                f"the buyer was told {told.blame!r}: {lived.case.quoted(lived.visit)}",
            )
        if doubt := doubtful(told):
            raise NotVerified(*AS_SUCCESS) if accepted(kit, answer) else doubt


@contract("failures-throttling-no-blame", "must", source=API, why=WHY_PASSING, once=True)
def test_throttling_is_not_the_token(kit: Kit) -> None:
    """The page for throttling does not say that the token is invalid or expired."""
    expect_no_blame(kit, "throttled")


@contract("failures-internal-error-no-blame", "must", source=API, why=WHY_PASSING, once=True)
def test_internal_error_is_not_the_token(kit: Kit) -> None:
    """The page for an internal error of AWS does not say that the token is invalid or expired."""
    expect_no_blame(kit, "internal error")
    expect_no_blame(kit, "proxy's answer")


@contract(
    "failures-lost-answer-no-blame",
    "must",
    source="measured: SDKs raise a connection error",
    why=WHY_PASSING,
    once=True,
)
def test_lost_answer_is_not_the_token(kit: Kit) -> None:
    """The page for a connection that hangs, or breaks before or after AWS did the work, does not say that the token is invalid or expired."""
    for name in ("lost request", "lost answer", "hang"):
        expect_no_blame(kit, name)


@contract(
    "failures-malformed-answer-no-blame",
    "must",
    source="measured: SDKs raise a parser error",
    why=WHY_PASSING,
    once=True,
)
def test_malformed_answer_is_not_the_token(kit: Kit) -> None:
    """The page for an unreadable or empty answer of AWS does not say that the token is invalid or expired."""
    for name in ("malformed answer", "empty answer"):
        expect_no_blame(kit, name)


@contract(
    "failures-access-denied-no-blame", "must", source="AWS common errors", why=WHY_OURS, readings=ERROR_TYPE, once=True
)
def test_access_denied_is_not_the_token(kit: Kit) -> None:
    """The page for the seller's missing permissions does not say that the token is invalid or expired."""
    expect_no_blame(kit, "access denied")


@contract("failures-disabled-api-no-blame", "must", source=API, why=WHY_OURS, readings=ERROR_TYPE, once=True)
def test_disabled_api_is_not_the_token(kit: Kit) -> None:
    """The page for a region in which the API is disabled does not say that the token is invalid or expired."""
    expect_no_blame(kit, "disabled API")


@contract(
    "failures-credentials-no-blame",
    "must",
    source="AWS common errors: ExpiredTokenException, 403, is also the code of expired credentials",
    why=WHY_OURS,
    readings=ERROR_TYPE,
    once=True,
)
def test_credentials_are_not_the_token(kit: Kit) -> None:
    """The page for the seller's expired or unknown credentials does not say that the token is invalid or expired, although both errors have the same name."""
    for name in ("expired credentials", "unknown credentials"):
        expect_no_blame(kit, name)
