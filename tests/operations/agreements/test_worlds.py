"""The worlds that tell a story: at each moment, what AWS says of their agreements has AWS's shape and agrees with itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace, shape_types
from marketplace_emulator.catalogue import by_name
from tests.operations.agreements.reader import ONCE, PURCHASES

WORLDS = sorted(Path(__file__).parents[3].joinpath("fixtures", "worlds").glob("*.yaml"))


def read_all(client: Any) -> dict[str, str]:
    """Read all agreements by every operation; return the status of each."""
    filters = [{"name": name, "values": [value]} for name, value in {"PartyType": "Proposer", **PURCHASES}.items()]
    found: dict[str, str] = {}
    for page in client.get_paginator("search_agreements").paginate(filters=filters):
        for each in page["agreementViewSummaries"]:
            found[each["agreementId"]] = each["status"]
            asked = {"agreementId": each["agreementId"]}
            described = client.describe_agreement(**asked)
            for member in ("status", "startTime", "acceptanceTime", "initialAgreementId", "proposer", "acceptor"):
                assert described[member] == each[member]
            assert described.get("endTime") == each.get("endTime")
            assert described.get("endTimeBehavior", {}).get("type") == each.get("endTimeBehaviorType")
            client.get_agreement_terms(**asked)
            [entitlement] = client.get_agreement_entitlements(**asked)["agreementEntitlements"]
            assert (entitlement["status"] == "DEPROVISIONED") == (each["status"] != "ACTIVE")
            contact = "acceptorContact" in client.get_agreement_contacts(**asked)
            assert contact == ("ACCEPTOR" in each["includesContactOfType"])
    return found


@pytest.mark.parametrize("world", WORLDS, ids=lambda path: path.stem)
def test_every_moment_of_a_world(world: Path) -> None:
    seen: list[dict[str, str]] = []
    with Marketplace(world) as marketplace:
        marketplace.clock.freeze()
        client = marketplace.client("marketplace-agreement", config=ONCE)
        for _ in range(14):
            seen.append(read_all(client))
            marketplace.clock.advance("30d")
        exchanges = marketplace.exchanges()
    assert exchanges and {each["outcome"] for each in exchanges} == {"ok"}
    for each in exchanges:
        operation = by_name()[each["operation"] or ""]
        shape_types.fitted(replace(operation, input=operation.output), each["answer"])
    assert len({tuple(sorted(each.items())) for each in seen}) > 1, "the agreements of a story change"
