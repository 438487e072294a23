"""Which filters of SearchAgreements go together, for each party."""

from __future__ import annotations

from collections.abc import Collection

from marketplace_emulator.agreement_views.refusal import invalid
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates

MODEL = "service model marketplace-agreement, botocore 1.44.8"
imitates(
    __name__,
    "An acceptor may combine filters only as the documentation lists, and a proposer too by the reading "
    "proposer_filter_combinations. Another combination, and a search without AgreementType, is UNSUPPORTED_FILTERS.",
    "doc",
    f"{MODEL}; AWS Marketplace API guide, Using the AWS Marketplace Agreement API, error codes",
)
imitates(
    __name__,
    "A search without PartyType has the message `Provided combination of filters is not supported`, as any unsupported one.",
    "seen",
    "a comment in a seller's code on its calls with a live account, 2026",
)
imitates(
    __name__,
    "The reason that goes with this message is UNSUPPORTED_FILTERS.",
    "assumed",
    f"the name of the reason in the {MODEL}",
)
_ALWAYS = {"PartyType", "AgreementType"}
_ANYWHERE = {"BeforeEndTime", "AfterEndTime"}
_WITH_STATUS = ("ResourceIdentifier", "OfferId", "OfferSetId")


def _listed(*names: str) -> set[frozenset[str]]:
    """Return combinations, each without Status and with it."""
    return {frozenset(each.split()) | more for each in names for more in (frozenset[str](), frozenset({"Status"}))}


OF_ACCEPTOR = _listed("", *_WITH_STATUS) | {frozenset({"ResourceType"})}
"""What an acceptor may combine beside AgreementType; each also with EndTime."""
OF_PROPOSER = _listed(
    "",
    *_WITH_STATUS,
    "ResourceType",
    "AcceptorAccountId",
    "AcceptorAccountId OfferId",
    "AcceptorAccountId ResourceIdentifier",
    "AcceptorAccountId ResourceType",
)
"""The same for a proposer, by the closed list."""


def check(call: Call, names: Collection[str], party: str | None) -> None:
    """Raise the ValidationException for filters that do not go together."""
    missing = [each for each in sorted(_ALWAYS) if each not in names]
    if missing:
        told = (
            f"{' and '.join(missing)} missing; send PartyType Proposer or Acceptor, and AgreementType PurchaseAgreement"
        )
        raise _unsupported(call, told)
    rest = frozenset(names) - _ALWAYS - _ANYWHERE
    if party == "Proposer":
        if call.reading("proposer_filter_combinations") == "any" or rest in OF_PROPOSER:
            return
        raise _unsupported(call, f"a proposer cannot combine {', '.join(sorted(rest))} (proposer_filter_combinations)")
    if rest not in OF_ACCEPTOR:
        known = "; ".join(sorted(" and ".join(sorted(each)) for each in OF_ACCEPTOR if each))
        raise _unsupported(
            call,
            f"an acceptor cannot combine {', '.join(sorted(rest))}. Beside AgreementType and EndTime it has: {known}",
        )


def _unsupported(call: Call, told: str) -> Exception:
    return invalid(call, "UNSUPPORTED_FILTERS", "filters", told, "Provided combination of filters is not supported")
