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
from hypothesis import example, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from marketplace_emulator.readings import DEFAULTS, READINGS
from marketplace_emulator.store.metering_records import METERING_RECORDS
from tests.operations import entitlement_model, metering_world
from tests.operations.metering_model import Ledger, Record, Refused
from tests.operations.metering_script import ASKED, SCRIPT
from tests.operations.metering_world import IDENTIFIERS, START, arn
from tests.tiers import examples
from tests.wire import cbor_client

AS_IT_IS = Config(parameter_validation=False, retries={"total_max_attempts": 1})


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

    def clock(self, seconds: float) -> None:
        self.clock_at(self.model.now + seconds)

    def clock_at(self, time: float) -> None:
        self.model.move(time)
        self.marketplace.clock.set(time)

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
        if kind == "ago":
            return self.model.now - seconds
        return min(seconds, self.model.now) if kind == "edge" else seconds

    def billed(self) -> dict[tuple[Any, ...], Decimal]:
        """Read what is billed from the store."""
        world = self.marketplace.world
        names = ("scope", "product_code", "license_arn", "customer_aws_account_id", "dimension", "hour")
        with world.transaction():
            rows = world.store.ask(METERING_RECORDS.select().where(METERING_RECORDS.c.billed))
            found = {tuple(row[name] for name in names): Decimal(row["micros"]) / 1_000_000 for row in rows}
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


CANCELLED_BEFORE_IT_BEGAN: list[Any] = [
    (
        [("clock_at", START + 700), ("cancel", 5)],
        (
            "batch",
            None,
            [
                {
                    "Timestamp": ("ago", 0),
                    "Quantity": 1,
                    "Dimension": "queries",
                    "CustomerAWSAccountId": "333333333333",
                    "LicenseArn": arn(6),
                }
            ],
            1,
        ),
    )
]


@settings(max_examples=examples(50, nightly=500))
@example(other=set(), script=CANCELLED_BEFORE_IT_BEGAN)
@given(other=st.sets(st.sampled_from(ASKED), max_size=5), script=SCRIPT)
def test_the_emulator_agrees_with_the_model(compared: Compared, other: set[str], script: list[Any]) -> None:
    compared.start()
    for reading in sorted(other):
        compared.reading(reading, READINGS[reading].alternatives[-1])
    for steps, batch in script:
        for name, *given_ in (*steps, batch):
            getattr(compared, name)(*given_)
