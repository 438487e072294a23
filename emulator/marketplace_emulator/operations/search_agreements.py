"""SearchAgreements: the agreements of a seller or a buyer, filtered and sorted."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

from marketplace_emulator import next_token
from marketplace_emulator.agreement_views import combinations, filters, pages
from marketplace_emulator.agreement_views.refusal import invalid
from marketplace_emulator.agreement_views.summary import free_trial_ends_at, has_free_trial, summary
from marketplace_emulator.agreement_views.times import written
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreed
from marketplace_emulator.store.agreed import SortBy
from marketplace_emulator.world import World

ABOUT = {
    "customer_aws_account_id": ["filters[name=AcceptorAccountId].values[]"],
    "license_arn": ["filters[name=LicenseArn].values[]"],
    "agreement_id": ["filters[name=InitialAgreementId].values[]"],
}
JUDGES = ("FilterList", "FilterName", "FilterValueList", "FilterValue")
"""The service has an error of its own for each wrong filter."""

MODEL = "service model marketplace-agreement, botocore 1.44.8"
imitates(
    __name__,
    "A proposer finds what its account sells, an acceptor what its account bought. They sort by EndTime, a proposer also by "
    "StartTime and LastUpdateTime.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "Agreements of the same time come in the order in which they were accepted. One without an end is the last by EndTime.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A catalog other than AWSMarketplace is INVALID_CATALOG; without one it is AWSMarketplace.",
    "assumed",
    f"the names of the reasons in the {MODEL}",
)
imitates(
    __name__,
    "A nextToken goes on after the last agreement of the page as it was then, with the same filters and order.",
    "assumed",
    "nobody published what a nextToken holds",
)
_COLUMNS: Mapping[str, SortBy] = {
    "EndTime": "end_time",
    "StartTime": "start_time",
    "LastUpdateTime": "last_update_time",
}
CATALOG = "AWSMarketplace"


def search_agreements(world: World, call: Call) -> dict[str, Any]:
    """Return a page of the caller's agreements that satisfy all filters."""
    catalog = call.parameters.get("catalog", CATALOG)
    if catalog != CATALOG:
        raise invalid(call, "INVALID_CATALOG", "catalog", f"The catalog is {catalog!r}; expected {CATALOG}")
    wanted = filters.given(call)
    demand = filters.demanded(call, wanted)
    party = wanted.get("PartyType")
    combinations.check(call, wanted, party)
    sort_by, descending = _order(call, party)
    lists = {
        "for other filters": wanted,
        "in another order": [sort_by, descending],
        **pages.of_caller(world, call),
    }
    place = pages.place(call, lists)
    if demand is None:
        return {"agreementViewSummaries": []}
    limit = call.parameters.get("maxResults", pages.MOST)
    found = agreed.search(
        world.store,
        {"proposer" if party == "Proposer" else "acceptor": call.caller.account, **demand},
        _COLUMNS[sort_by],
        descending=descending,
        after=None if place is None else _unpacked(place),
        limit=limit + 1,
    )
    page: dict[str, Any] = {"agreementViewSummaries": [_shown(call, each) for each in found[:limit]]}
    if len(found) > limit:
        last = found[limit - 1]
        page["nextToken"] = next_token.made(_packed(last[_COLUMNS[sort_by]], last["position"]), lists)
    return page


def _order(call: Call, party: str | None) -> tuple[str, bool]:
    sort = call.parameters.get("sort", {})
    sort_by = sort.get("sortBy", "EndTime")
    known = [*_COLUMNS] if party == "Proposer" else ["EndTime"]
    if sort_by not in known:
        told = f"SortBy is {sort_by[:100]!r}; expected {' or '.join(known)} if the PartyType is {party}"
        raise invalid(call, "INVALID_SORT_BY", "sort.sortBy", told)
    if "sortOrder" in sort:
        return sort_by, sort["sortOrder"] == "DESCENDING"
    return sort_by, call.reading("search_default_order") == "end_time_descending"


def _shown(call: Call, agreement: Row) -> dict[str, Any]:
    shown = summary(call, agreement)
    shown["lastUpdateTime"] = written(agreement["last_update_time"])
    shown["entitlements"] = [{"licenseArn": agreement["license_arn"]}]
    if agreement["end_time_behavior"] is not None:
        shown["endTimeBehaviorType"] = agreement["end_time_behavior"]
    if agreement["end_time_behavior_reason"] is not None:
        shown["endTimeBehaviorReasonCode"] = agreement["end_time_behavior_reason"]
    if has_free_trial(agreement) and (ends_at := free_trial_ends_at(agreement)) is not None:
        shown["freeTrialEndTime"] = written(ends_at)
    shown["includesContactOfType"] = ["ACCEPTOR"] if agreement["has_contact"] else []
    return shown


def _packed(value: float, position: int) -> int:
    """Write the sorted value and the position of an agreement as one whole number of 128 bits."""
    return int.from_bytes(struct.pack(">dq", value, position))


def _unpacked(place: int) -> tuple[float, int]:
    value, position = struct.unpack(">dq", place.to_bytes(16))
    return value, position
