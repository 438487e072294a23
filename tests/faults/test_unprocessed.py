"""The fault `unprocessed`: records that BatchMeterUsage says it did not process."""

from __future__ import annotations

import contextlib
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from click.testing import CliRunner

from marketplace_emulator import Marketplace
from marketplace_emulator.__main__ import main
from marketplace_emulator.error_words import STATUSES
from marketplace_emulator.undone import Undone
from tests.operations.metering import NOON, Seller

ITEMS = [
    {("dimension", "a")},
    {("dimension", "b")},
    {("dimension", "a"), ("customer_identifier", "c")},
    set[tuple[str, str]](),
]


@pytest.mark.parametrize(
    ("count", "about", "among", "expected"),
    [
        (None, (), {0, 1, 2, 3}, 4),
        (3, (), {0, 1, 2, 3}, 3),
        (9, (), {0, 1, 2, 3}, 4),
        (None, (("dimension", "a"),), {0, 2}, 2),
        (1, (("dimension", "a"),), {0, 2}, 1),
        (None, (("dimension", "a"), ("customer_identifier", "c")), {2}, 1),
        (None, (("dimension", "z"),), set(), 0),
    ],
)
def test_the_chosen_items_are_about_the_rule_s_nouns(
    count: int | None, about: tuple[tuple[str, str], ...], among: set[int], expected: int
) -> None:
    chosen = [Undone(count=count, about=about, chance=each / 50, done=False).positions(ITEMS) for each in range(50)]
    assert {len(each) for each in chosen} == {expected}
    assert set().union(*chosen) == among, "each of them is chosen sooner or later"


def test_a_rule_without_an_operation_concerns_no_call_of_another_operation(marketplace: Marketplace) -> None:
    added = marketplace.add_fault(unprocessed="all", times=1)
    marketplace.client().resolve_customer(RegistrationToken="valid")
    assert next(each for each in marketplace.faults() if each["fault_id"] == added["fault_id"])["seen"] == 0


class Sending:
    """A seller who sends batches of a fixed world, and reads what was billed."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.seller = Seller(marketplace)
        self.marketplace = marketplace

    def records(self) -> list[dict[str, Any]]:
        """Return records of two buyers and two dimensions."""
        return [
            self.seller.record(agreement, number + 1, Dimension=dimension)
            for number, (agreement, dimension) in enumerate(product(AGREEMENTS, ("queries", "rows_exported")))
        ]

    def send(self, records: list[dict[str, Any]]) -> tuple[list[str], list[dict[str, Any]]]:
        """Send records of the legacy product; return the statuses of the results, and the unprocessed records."""
        answer = self.seller.client.batch_meter_usage(
            ProductCode=self.seller.products["tidewater-analytics"], UsageRecords=records
        )
        return [each["Status"] for each in answer["Results"]], answer["UnprocessedRecords"]

    def stored(self) -> list[tuple[str, bool]]:
        """Return the status of each stored record, and whether it is billed."""
        return [(row["status"], row["billed"]) for row in self.seller.rows()]


AGREEMENTS = ("alder-analytics", "birch-analytics-trial")


@pytest.fixture
def sending(marketplace: Marketplace) -> Sending:
    return Sending(marketplace)


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("count", [1, 3, "all"])
def test_unprocessed_records_are_returned_as_sent_and_billed_only_if_done(
    sending: Sending, count: int | str, done: bool
) -> None:
    sending.marketplace.add_fault(unprocessed=count, times=1, **({"work": "done"} if done else {}))
    records = sending.records()
    statuses, unprocessed = sending.send(records)
    expected = len(records) if count == "all" else count
    assert len(unprocessed) == expected
    assert statuses == ["Success"] * (len(records) - expected)
    assert all(each in records for each in unprocessed)
    by_status = Counter(sending.stored())
    assert (
        by_status == Counter({("Unprocessed", done): expected, ("Success", True): len(records) - expected}) - Counter()
    )
    assert sending.send(unprocessed) == (["Success"] * expected, [])
    assert len(sending.seller.billed()) == len(records), "each is billed once, whether the first time did or the second"


@pytest.mark.parametrize("done", [False, True])
def test_the_same_record_again_has_the_id_that_it_would_have_had(sending: Sending, done: bool) -> None:
    record = sending.records()[0]
    client, code = sending.seller.client, sending.seller.products["tidewater-analytics"]
    undisturbed = client.batch_meter_usage(ProductCode=code, UsageRecords=[record])["Results"]
    sending.marketplace.reset()
    sending.marketplace.clock.set(NOON, frozen=True)
    sending.marketplace.add_fault(unprocessed="all", times=1, work="done" if done else "not_done")
    assert client.batch_meter_usage(ProductCode=code, UsageRecords=[record])["Results"] == []
    for _ in range(2):
        assert client.batch_meter_usage(ProductCode=code, UsageRecords=[record])["Results"] == undisturbed
    changed = {**record, "Quantity": 99}
    assert sending.send([changed]) == (["DuplicateRecord"], [])
    assert len(sending.seller.billed()) == 1


def test_another_quantity_after_work_that_was_done_secretly_is_a_duplicate(sending: Sending) -> None:
    record = sending.records()[0]
    sending.marketplace.add_fault(unprocessed="all", times=1, work="done")
    assert sending.send([record]) == ([], [record])
    assert [row["reason"] for row in sending.seller.rows()] == ["a fault says that it was not processed"]
    assert sending.send([{**record, "Quantity": 99}]) == (["DuplicateRecord"], [])
    assert sending.seller.billed() == [("product", "1")]


@pytest.mark.parametrize(
    ("bound", "chosen"),
    [
        ({"dimension": "rows_exported"}, {1, 3}),
        ({"customer_aws_account_id": "birch"}, {2, 3}),
        ({"customer_identifier": "birch"}, {2, 3}),
        ({"customer_identifier": "birch", "dimension": "rows_exported"}, {3}),
        ({"product_code": "legacy"}, {0, 1, 2, 3}),
        ({"product_code": "other"}, set()),
    ],
)
def test_a_rule_that_is_bound_takes_the_records_of_its_noun(
    sending: Sending, bound: dict[str, str], chosen: set[int]
) -> None:
    birch, products = sending.seller.buyers["birch-hospital"], sending.seller.products
    names = {"legacy": products["tidewater-analytics"], "other": products["harbor-backup"]}
    about = {noun: birch[noun] if value == "birch" else names.get(value, value) for noun, value in bound.items()}
    records = sending.records()
    rule = sending.marketplace.add_fault(unprocessed="all", **about)
    _, unprocessed = sending.send(records)
    assert [records.index(each) for each in unprocessed] == sorted(chosen)
    if chosen:
        sending.marketplace.clear_faults(rule["fault_id"])
        sending.marketplace.add_fault(unprocessed=1, **about)
        _, [one] = sending.send(records)
        assert records.index(one) in chosen


@pytest.mark.parametrize("noun", ["license_arn", "agreement_id", "customer_aws_account_id"])
def test_a_rule_is_bound_to_one_of_a_buyer_s_licenses(sending: Sending, noun: str) -> None:
    names = ("dogwood-backup-production", "dogwood-backup-staging")
    records = [sending.seller.record(name, 1) for name in names]
    sending.marketplace.add_fault(unprocessed="all", **{noun: sending.seller.agreements[names[1]][noun]})
    answer = sending.seller.client.batch_meter_usage(UsageRecords=records)
    expected = records if noun == "customer_aws_account_id" else records[1:]
    assert answer["UnprocessedRecords"] == expected
    assert len(answer["Results"]) == len(records) - len(expected)


def test_the_seed_draws_the_same_records_again(sending: Sending) -> None:
    drawn = []
    for seed in (1, 1, 2):
        sending.marketplace.reset()
        sending.marketplace.clock.set(NOON, frozen=True)
        sending.marketplace.add_fault(unprocessed=2, seed=seed)
        drawn.append([[each["Quantity"] for each in sending.send(sending.records())[1]] for _ in range(8)])
    assert drawn[0] == drawn[1] != drawn[2]
    assert len({tuple(each) for each in drawn[0]}) > 1, "each call draws anew"


@pytest.mark.parametrize(
    ("other", "billed"), [({"drop": "after"}, 1), ({"malformed": "json"}, 1), ({"error": "ThrottlingException"}, 0)]
)
def test_with_other_faults(sending: Sending, other: dict[str, str], billed: int) -> None:
    records = sending.records()[:1]
    sending.marketplace.add_fault(unprocessed="all", work="done", times=1)
    sending.marketplace.add_fault(**other, times=1)
    with contextlib.suppress(ClientError, HTTPClientError):
        client = sending.marketplace.client(config=Config(retries={"total_max_attempts": 1}))
        client.batch_meter_usage(ProductCode=sending.seller.products["tidewater-analytics"], UsageRecords=records)
    assert len(sending.seller.billed()) == billed


def test_the_ledger_tells_what_the_seller_was_not_told(sending: Sending) -> None:
    records = sending.records()
    sending.marketplace.add_fault(unprocessed="all", dimension="queries", work="done", times=1)
    sending.marketplace.add_fault(unprocessed="all", dimension="rows_exported", times=1)
    assert sending.send(records[:1]) == ([], records[:1])
    assert sending.send(records[1:2]) == ([], records[1:2])
    lines = {each["dimension"]: each for each in sending.marketplace.ledger()["items"]}
    assert [lines["queries"][name] for name in ("times", "refused")] == [1, {}]
    assert [lines["rows_exported"][name] for name in ("times", "refused")] == [0, {"Unprocessed": 1}]
    assert sending.send(records[:2]) == (["Success"] * 2, [])
    account = records[0]["CustomerAWSAccountId"]
    sending.marketplace.verify_billed(1, customer_aws_account_id=account, dimension="queries")
    sending.marketplace.verify_billed(2, customer_aws_account_id=account, dimension="rows_exported")


def test_the_command_adds_it(served: Marketplace) -> None:
    for line, rule in (
        ("--unprocessed 3 --work done", {"unprocessed": 3, "work": "done"}),
        ("--unprocessed all --dimension queries", {"unprocessed": "all", "dimension": "queries"}),
    ):
        done = CliRunner().invoke(main, ["fault", "add", *line.split(), "--url", served.url])
        assert done.exit_code == 0, done.output
        assert served.faults()[-1]["rule"] == rule


def test_a_fixture_file_has_it(tmp_path: Path) -> None:
    default = (Path(__file__).parents[2] / "fixtures/marketplace.yaml").read_text()
    (tmp_path / "world.yaml").write_text(
        default + "\nfaults: [{operation: BatchMeterUsage, unprocessed: 1, product_code: tidewater-analytics}]\n"
    )
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        sending = Sending(marketplace)
        assert [len(each) for each in sending.send(sending.records())] == [3, 1]


def test_the_member_can_be_missing(sending: Sending) -> None:
    sending.marketplace.add_fault(unprocessed="all")
    sending.marketplace.add_fault(missing_members=["UnprocessedRecords"])
    answer = sending.seller.client.batch_meter_usage(
        ProductCode=sending.seller.products["tidewater-analytics"], UsageRecords=sending.records()
    )
    assert set(answer) == {"Results", "ResponseMetadata"}
    assert answer["Results"] == []


def test_records_that_are_refused_are_not_billed_by_done_work(sending: Sending) -> None:
    record = sending.seller.record("cedar-analytics", 1)
    sending.marketplace.add_fault(unprocessed="all", work="done")
    assert sending.send([record]) == ([], [record])
    assert sending.stored() == [("Unprocessed", False)]


@pytest.mark.parametrize("member", ["Dimension", "CustomerIdentifier"])
def test_words_for_the_status_of_one_record(sending: Sending, member: str) -> None:
    good = sending.records()[0]
    spoken = [
        {
            **{name: value for name, value in good.items() if name != "CustomerAWSAccountId" or member == "Dimension"},
            member: word,
        }
        for word in STATUSES
    ]
    statuses, unprocessed = sending.send([spoken[0], good, *spoken[1:]])
    assert statuses == ["DuplicateRecord", "Success", "CustomerNotSubscribed"]
    assert unprocessed == [spoken[2]]
    assert Counter(sending.stored()) == Counter(
        {
            ("DuplicateRecord", False): 1,
            ("CustomerNotSubscribed", False): 1,
            ("Unprocessed", False): 1,
            ("Success", True): 1,
        }
    )


def test_a_word_for_a_status_says_where_the_others_are_wrong(sending: Sending) -> None:
    good = sending.records()[0]
    code, text = sending.seller.refused({**good, "Dimension": "unprocessed"}, {**good, "Dimension": "nothing"})
    assert code == "InvalidUsageDimensionException"
    assert text.startswith("UsageRecords[1].Dimension is 'nothing'")


def test_a_dimension_of_the_product_with_the_name_of_a_word_is_metered(marketplace: Marketplace) -> None:
    added = marketplace.create_product(
        "mine", generation="legacy", dimensions=[{"key": "unprocessed"}, {"key": "slow"}]
    )
    agreement = marketplace.create_agreement(product_code=added["product_code"], customer_aws_account_id="210987654321")
    records = [
        {
            "Timestamp": marketplace.clock.now(),
            "Dimension": each,
            "CustomerAWSAccountId": agreement["customer_aws_account_id"],
            "Quantity": 1,
        }
        for each in ("unprocessed", "slow")
    ]
    answer = marketplace.client().batch_meter_usage(ProductCode=added["product_code"], UsageRecords=records)
    assert [each["Status"] for each in answer["Results"]] == ["Success"] * 2
