"""Thousands of batches, and questions for entitlements: the emulator agrees with a plain model of the ledger after each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from marketplace_emulator.readings import DEFAULTS, READINGS
from marketplace_emulator.store.metering_records import METERING_RECORDS
from tests.operations import entitlement_model, metering_world
from tests.operations.metering_model import Ledger, Record, Refused
from tests.operations.metering_world import ANN, BOB, CID, FOREIGN, IDENTIFIERS, NEW, OLD, START, arn
from tests.tiers import examples
from tests.wire import cbor_client

BATCHES = 10
"""The batches of an example."""
ASKED = (
    "usage_record_window",
    "future_usage_record",
    "unknown_customer",
    "identical_resend",
    "final_usage_hour",
    "final_window_opens_at",
    "no_entitlements_answer",
    "empty_entitlement_page",
    "cancelled_entitlement",
    "expired_entitlement",
    "entitlement_propagation",
)
AS_IT_IS = Config(parameter_validation=False, retries={"total_max_attempts": 1})
MARCH = metering_world.START + 600
HOUR, DAY = 3600, 86400
EDGES = (MARCH - 1, MARCH, START + 5399, START + 5400, START + 14999)


def mostly(usual: list[Any], *unusual: Any) -> st.SearchStrategy[Any]:
    """Draw a usual value, or one time in forty an unusual one."""
    return st.integers(0, 39).flatmap(lambda number: st.sampled_from(usual if number or not unusual else unusual))


TIMES = mostly(
    [*[("ago", seconds) for seconds in (0, 1, 1800, -300, HOUR, HOUR)] * 3, *(("at", time) for time in EDGES)],
    *(("ago", seconds) for seconds in (-301, HOUR + 1, 6 * HOUR, 6 * HOUR + 1, DAY - 1, DAY, DAY + 1, -9 * DAY)),
    ("at", MARCH + 6 * HOUR),
)
"""Times before now, and times at the edges of months, hours and agreements."""
QUANTITIES = mostly(
    [
        {"Quantity": 17},
        {"QuantityAsDecimal": "17"},
        {"QuantityAsDecimal": "17.00"},
        {"Quantity": 18},
        {"QuantityAsDecimal": "17.000001"},
        {},
        {"Quantity": 0},
        {"QuantityAsDecimal": "0.0"},
        {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 10, "Tags": [{"Key": "a", "Value": "b"}]},
                                              {"AllocatedUsageQuantity": 7}]},
        {"QuantityAsDecimal": "0.3", "UsageAllocations": [
            {"AllocatedUsageQuantityAsDecimal": part, "Tags": [{"Key": "a", "Value": part}]} for part in ("0.1", "0.20")]},
    ],
    {"Quantity": 17, "QuantityAsDecimal": "17"},
    {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 16}]},
    {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantityAsDecimal": "17"}]},
    {"Quantity": 17, "UsageAllocations": [{"AllocatedUsageQuantity": 17}, {"AllocatedUsageQuantity": 0}]},
)  # fmt: skip
DIMENSIONS = mostly(["queries", "queries", "rows"], "Queries", "seats", "parsecs")


def by_account(account: str) -> Record:
    return {"CustomerAWSAccountId": account}


def by_identifier(account: str) -> Record:
    return {"CustomerIdentifier": IDENTIFIERS.get(account, account)}


LEGACY = mostly(
    [
        by_account(ANN),
        by_identifier(ANN),
        {**by_account(ANN), **by_identifier(ANN)},
        by_account(BOB),
        by_identifier(BOB),
        by_account(CID),
        {**by_account(BOB), "CustomerIdentifier": ""},
    ],
    by_account("444444444444"),
    by_identifier("nobody"),
    {**by_account(ANN), **by_identifier(BOB)},
    {**by_account(ANN), **by_identifier("nobody")},
    {},
)
LICENSED = mostly(
    [
        {**by_account(account), "LicenseArn": arn(number)}
        for account, number in ((ANN, 3), (ANN, 4), (BOB, 5), (CID, 6))
    ],
    {**by_account(BOB), "LicenseArn": arn(3)},
    {**by_account(BOB), "LicenseArn": arn(7)},
    {**by_account(ANN), "LicenseArn": arn(1)},
    {**by_account(ANN), "LicenseArn": arn(9)},
    {**by_identifier(ANN), "LicenseArn": arn(3)},
    {**by_account(ANN), **by_identifier(BOB), "LicenseArn": arn(3)},
    by_account(ANN),
    {"LicenseArn": arn(3)},
)
MIGRATING = mostly(
    [{**by_account(ANN), "LicenseArn": arn(1)}, {**by_identifier(BOB), "LicenseArn": arn(2)}],
    by_account(ANN),
    {**by_identifier(ANN), "LicenseArn": arn(2)},
)
KINDS: list[tuple[str | None, st.SearchStrategy[Record]]] = [
    (OLD.code, LEGACY),
    (None, LICENSED),
    (OLD.code, MIGRATING | LEGACY),
    (None, MIGRATING),
    (NEW.code, LICENSED),
    *((code, LICENSED | LEGACY) for code in (FOREIGN.code, "nothing")),
]


def batches(code: str | None, customers: st.SearchStrategy[Record]) -> st.SearchStrategy[Any]:
    """Draw a batch of one to five records, which is sometimes sent with each of them five times."""
    record = st.tuples(TIMES, QUANTITIES, DIMENSIONS, customers).map(
        lambda drawn: {"Timestamp": drawn[0], **drawn[1], "Dimension": drawn[2], **drawn[3]}
    )
    return st.tuples(st.just("batch"), st.just(code), st.lists(record, min_size=1, max_size=5), mostly([1, 1, 1], 5))


BATCH = mostly(KINDS[:5], *KINDS[5:]).flatmap(lambda kind: batches(*kind))
STEP = st.one_of(
    st.tuples(st.just("clock"), mostly([1, 31, 301, 1800, HOUR, -1, -1800], HOUR * 6, DAY, -HOUR, -DAY)),
    st.tuples(st.just("cancel"), st.integers(0, 5)),
    st.tuples(st.just("suspend"), st.sampled_from([ANN, BOB]), st.booleans()),
    st.sampled_from(ASKED).flatmap(
        lambda name: st.tuples(st.just("reading"), st.just(name), st.sampled_from(READINGS[name].alternatives))
    ),
    st.tuples(
        st.just("ask"),
        st.sampled_from([OLD.code, NEW.code, NEW.code, FOREIGN.code, "nothing"]),
        st.dictionaries(
            st.sampled_from([*entitlement_model.MEMBERS]),
            st.lists(st.sampled_from([ANN, BOB, "ann", "bob", arn(1), arn(3), arn(5), "seats", "tier"]), min_size=1),
            max_size=2,
        ),
        st.sampled_from([None, 1, 2]),
    ),
)
SCRIPT = st.lists(st.tuples(st.lists(STEP, max_size=3), BATCH), min_size=BATCHES, max_size=BATCHES)


class Compared:
    """An emulator and a model that take the same steps."""

    def __init__(self, path: Path) -> None:
        path.write_text(json.dumps(metering_world.fixtures()))
        self.marketplace = Marketplace(path)
        self.metering = self.marketplace.client(config=AS_IT_IS)
        service = "marketplace-entitlement"
        self.asking = (self.marketplace.client(service), cbor_client.client(self.marketplace, service))
        assert self.marketplace.agreements()
        self.start()

    def start(self) -> None:
        """Bring both to the start."""
        self.marketplace.reset()
        self.marketplace.clock.set(START, frozen=True)
        self.model = Ledger(START, {**DEFAULTS}, metering_world.PRODUCTS, IDENTIFIERS, metering_world.agreements())
        self.ids: dict[int, str] = {}

    def clock(self, seconds: int) -> None:
        self.model.now += seconds
        self.marketplace.clock.set(self.model.now)

    def cancel(self, number: int) -> None:
        agreement = self.model.agreements[number]
        if agreement.status == "ACTIVE":
            self.model.cancel(agreement)
            self.marketplace.cancel_agreement(f"agmt-{number + 1}")

    def suspend(self, account: str, suspended: bool) -> None:
        if suspended:
            self.model.suspended.add(account)
            self.marketplace.suspend_buyer(account)
        else:
            self.model.suspended.discard(account)
            self.marketplace.restore_buyer(account)

    def reading(self, name: str, value: str) -> None:
        self.model.readings[name] = value
        self.marketplace.set_readings(**{name: value})

    def batch(self, code: str | None, drawn: list[Record], times: int) -> None:
        """Send a batch; both refuse it with the same error, or give its records the same statuses and bill the same."""
        batch = [{**each, "Timestamp": self._time(*each["Timestamp"])} for each in drawn * times]
        given = {} if code is None else {"ProductCode": code}
        wanted = outcome(lambda: self.model.meter(code, batch))
        found = outcome(lambda: self.metering.batch_meter_usage(UsageRecords=batch, **given))
        if isinstance(wanted, str) or isinstance(found, str):
            assert found == wanted
        else:
            results = found["Results"]
            assert [each["Status"] for each in results] == [status for status, _ in wanted]
            for result, (_, number) in zip(results, wanted, strict=True):
                if number is None:
                    assert "MeteringRecordId" not in result
                else:
                    assert result["MeteringRecordId"] == self.ids.setdefault(number, result["MeteringRecordId"])
            assert len({*self.ids.values()}) == len(self.ids)
            assert [{**each["UsageRecord"], "Timestamp": None} for each in results] == [
                {**each, "Timestamp": None} for each in batch
            ]
        assert self.billed() == self.model.billed

    def _time(self, kind: str, seconds: float) -> float:
        return self.model.now - seconds if kind == "ago" else seconds

    def billed(self) -> dict[tuple[Any, ...], Decimal]:
        """Read what is billed from the store."""
        world = self.marketplace.world
        names = ("scope", "product_code", "license_arn", "customer_aws_account_id", "dimension", "hour")
        with world.transaction():
            rows = world.store.ask(METERING_RECORDS.select().where(METERING_RECORDS.c.billed))
            found = {tuple(row[name] for name in names): Decimal(row["quantity"]) for row in rows}
        assert len(found) == len(rows)
        return found

    def ask(self, code: str, wanted: dict[str, list[str]], limit: int | None) -> None:
        """Ask for entitlements by JSON and by CBOR, page by page."""
        expected = outcome(lambda: entitlement_model.entitlements(self.model, code, wanted))
        for client in self.asking:
            assert outcome(lambda client=client: self._entitlements(client, code, wanted, limit)) == expected

    def _entitlements(self, client: Any, code: str, wanted: dict[str, list[str]], limit: int | None) -> list[Any]:
        given = {"ProductCode": code, "Filter": wanted, **({} if limit is None else {"MaxResults": limit})}
        found: list[Any] = []
        while True:
            page = client.get_entitlements(**given)
            found += page.get("Entitlements", [])
            assert ("Entitlements" in page) or self.model.readings["no_entitlements_answer"] == "absent"
            if "NextToken" not in page:
                break
            given["NextToken"] = page["NextToken"]
        for each in found:
            if "ExpirationDate" in each:
                each["ExpirationDate"] = each["ExpirationDate"].timestamp()
        return found


def outcome(call: Callable[[], Any]) -> Any:
    """Return what a call returns, or the code of the error that refuses it."""
    try:
        return call()
    except Refused as refused:
        return str(refused)
    except ClientError as error:
        return error.response["Error"]["Code"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compared]:
    made = Compared(tmp_path_factory.mktemp("model") / "world.json")
    yield made
    made.marketplace.close()


@settings(max_examples=examples(30, nightly=500))
@given(script=SCRIPT)
def test_the_emulator_agrees_with_the_model(compared: Compared, script: list[Any]) -> None:
    compared.start()
    for steps, batch in script:
        for name, *given_ in (*steps, batch):
            getattr(compared, name)(*given_)
