"""Random searches of a world with many agreements find what a plain list says, in its order, on pages of any size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator import agreements as steps
from marketplace_emulator.duration import NEVER
from marketplace_emulator.store import agreements, offers
from tests.operations.agreements.offer import make_offer
from tests.operations.agreements.reader import NOW, Reader
from tests.tiers import examples

SELLER, COUNT = "111122223333", 60
STATUSES = ("ACTIVE", "CANCELLED", "EXPIRED", "RENEWED", "REPLACED", "TERMINATED")
TIMES = {"EndTime": "end_time", "StartTime": "start_time", "LastUpdateTime": "last_update_time"}


@pytest.fixture(scope="module")
def crowded() -> Iterator[Marketplace]:
    """A world with agreements of every kind, many of which have a time in common."""
    random = Random(12)
    with Marketplace() as marketplace:
        marketplace.clock.set(NOW - timedelta(days=40), frozen=True)
        make_offer(marketplace, "offer-renewing", auto_renew=True)
        make_offer(marketplace, "offer-limited", auto_renew=True, max_renewals=1)
        make_offer(marketplace, "offer-plain")
        code = next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")
        accounts = [each["customer_aws_account_id"] for each in marketplace.buyers()]
        made: list[str] = []
        for number in range(COUNT):
            offer = random.choice(("offer-renewing", "offer-limited", "offer-plain"))
            fields: dict[str, Any] = {"offer_id": offer}
            if random.random() < 0.7:
                fields["end_time"] = f"now+{random.choice((30, 60, 365))}d"
                if offer != "offer-plain":
                    fields["auto_renew"] = random.random() < 0.6
            if random.random() < 0.3:
                fields["start_time"] = f"now+{random.choice((1, 2))}d"
            agreement = marketplace.request(
                "POST",
                "/agreements",
                {
                    "product_code": code,
                    "customer_aws_account_id": random.choice(accounts),
                    "name": f"a{number}",
                    **fields,
                },
            )
            made.append(agreement["agreement_id"])
            marketplace.clock.advance("6h" if random.random() < 0.5 else "0s")
            if random.random() < 0.3:
                step = random.choice(("cancel", "terminate", "renew"))
                take(marketplace, step, random.choice(made))
        limited = {"offer_id": "offer-limited", "end_time": "now+300d", "auto_renew": True, "name": "limited"}
        body = {"product_code": code, "customer_aws_account_id": accounts[0], **limited}
        take(marketplace, "renew", marketplace.request("POST", "/agreements", body)["agreement_id"])
        marketplace.clock.set(NOW, frozen=True)
        yield marketplace


def take(marketplace: Marketplace, step: str, agreement_id: str) -> None:
    """Take a step if it is legal."""
    world = marketplace.world
    with world.transaction():
        agreement = agreements.find(world.store, agreement_id)
        if step in steps.legal(world, agreement, world.clock.now()):
            steps.take(world, step, agreement_id, {})


def plain(marketplace: Marketplace) -> list[dict[str, Any]]:
    """Return all agreements of the seller with what a search may ask for, worked out one by one."""
    world = marketplace.world
    with world.transaction():
        rows = [dict(row) for row in world.store.rows(agreements.ALL)]
        known = {row["offer_id"]: dict(row) for row in world.store.rows(offers.ALL)}
    products = {each["product_code"]: each for each in marketplace.products()}
    for row in rows:
        offer = known.get(row["offer_id"], {"auto_renew": None, "max_renewals": None})
        renewed = [each for each in rows if each["initial_agreement_id"] == row["initial_agreement_id"]]
        times = sum(each["status"] == "RENEWED" for each in renewed)
        exhausted = offer["max_renewals"] is not None and times >= offer["max_renewals"]
        row["behavior"] = row["reason"] = None
        if row["status"] == "ACTIVE" and row["end_time"] < NEVER:
            row["behavior"] = "RENEW" if row["auto_renew"] and not exhausted else "EXPIRE"
            if row["behavior"] == "EXPIRE":
                row["reason"] = "NO_RENEWAL_TERM" if offer["auto_renew"] is None else "ACCEPTOR_RENEW_OPTED_OUT"
                if row["auto_renew"]:
                    row["reason"] = "RENEWAL_LIMIT_EXHAUSTED"
        row["seller"] = products[row["product_code"]]["seller_account"]
        row["product_id"] = products[row["product_code"]]["product_id"]
    return [row for row in rows if row["seller"] == SELLER]


COLUMNS = {
    "ResourceIdentifier": "product_id",
    "AcceptorAccountId": "customer_aws_account_id",
    "OfferId": "offer_id",
    "Status": "status",
    "InitialAgreementId": "initial_agreement_id",
    "LicenseArn": "license_arn",
    "EndTimeBehaviorType": "behavior",
    "EndTimeBehaviorReasonCode": "reason",
}


def matches(row: dict[str, Any], filters: dict[str, str]) -> bool:
    """Say whether an agreement satisfies all filters."""
    for name, value in filters.items():
        if name in COLUMNS:
            if row[COLUMNS[name]] != value:
                return False
            continue
        at, limit = row[TIMES[name.removeprefix("Before").removeprefix("After")]], datetime.fromisoformat(value)
        if name.endswith("EndTime") and at >= NEVER:
            return False
        if not (at < limit.timestamp() if name.startswith("Before") else at > limit.timestamp()):
            return False
    return True


def filters_of(random: Random, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Make up some filters that an agreement may satisfy."""
    row = random.choice(rows)
    found: dict[str, str] = {}
    for name in random.sample([*COLUMNS, *(f"{side}{time}" for side in ("Before", "After") for time in TIMES)], 3):
        if name in COLUMNS:
            if row[COLUMNS[name]] is not None and random.random() < 0.6:
                found[name] = row[COLUMNS[name]]
            continue
        at = min(row[TIMES[name.removeprefix("Before").removeprefix("After")]], 4e9)
        moved = datetime.fromtimestamp(round(at) + random.choice((-86400, 0, 86400)), UTC)
        if (
            f"{'After' if name.startswith('Before') else 'Before'}{name.removeprefix('Before').removeprefix('After')}"
            not in found
        ):
            found[name] = moved.isoformat().replace("+00:00", "Z")
    return found


def test_random_searches_find_what_a_plain_list_says(crowded: Marketplace) -> None:
    reader, rows = Reader(crowded), plain(crowded)
    assert {row["reason"] for row in rows} >= {"NO_RENEWAL_TERM", "ACCEPTOR_RENEW_OPTED_OUT", "RENEWAL_LIMIT_EXHAUSTED"}
    assert {row["status"] for row in rows} >= {"ACTIVE", "CANCELLED", "TERMINATED", "RENEWED", "EXPIRED"}
    sizes: set[int] = set()
    for number in range(examples(60, nightly=1000)):
        random = Random(number)
        filters = filters_of(random, rows)
        sort_by, descending = random.choice([*TIMES]), random.random() < 0.5
        expected = [row for row in rows if matches(row, filters)]
        expected.sort(key=lambda row: (row[TIMES[sort_by]], row["position"]), reverse=descending)
        sort = {"sortBy": sort_by, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
        found: list[str] = []
        token: dict[str, Any] = {}
        while True:
            answer = reader.search(more={"sort": sort, "maxResults": random.choice((3, 20, 50)), **token}, **filters)
            found += [each["agreementId"] for each in answer["agreementViewSummaries"]]
            if "nextToken" not in answer:
                break
            token = {"nextToken": answer["nextToken"]}
        assert found == [row["agreement_id"] for row in expected], (number, filters, sort)
        sizes.add(len(found))
    assert len(sizes) > 5, "searches find few and many"
