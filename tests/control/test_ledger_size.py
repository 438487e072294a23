"""A ledger over many records, in a file: its pages are read in little memory, and lead through every line once."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from marketplace_emulator import Marketplace, NotBilledAsExpected
from tests.tiers import examples
from tests.usage import HOUR, plant, row

RECORDS = examples(20_000, nightly=1_000_000)
BUYERS, REFUSED = 2_000, 50
"""How many buyers send a record in each hour, and one of how many records is refused."""
MEGABYTES = 48
"""By how much the process may grow while the ledger is read."""


def fill(marketplace: Marketplace, count: int) -> None:
    base = row(marketplace.agreements()[0], "0.25")
    for start in range(0, count, 20_000):
        plant(
            marketplace,
            [
                {
                    **base,
                    "agreement_id": f"agmt-{number % BUYERS:05}",
                    "customer_aws_account_id": f"{number % BUYERS:012}",
                    "hour": HOUR + number // BUYERS * 3600,
                    "billed": number % REFUSED > 0,
                    "status": "Success" if number % REFUSED else "DuplicateRecord",
                }
                for number in range(start, min(start + 20_000, count))
            ],
        )


def read(file: str, count: int) -> None:
    """Fill a store, read it in every way, and print what was found and how many megabytes the process grew."""
    with Marketplace(store=file) as marketplace:
        fill(marketplace, count)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        found: dict[str, Any] = {"pages": 0, "lines": 0}
        for page in marketplace.pages("/ledger", limit=count // 10):
            found["pages"] += 1
            found["lines"] += len(page["items"])
            found.setdefault("total", page["total"])
        found["agreements"] = len(marketplace.request("GET", "/ledger?by=agreement&limit=1000")["items"])
        found["newest"] = marketplace.request("GET", "/ledger?newest=true&limit=1")["items"][0]["agreement_id"]
        found["refused"] = len(marketplace.metering_records(status="DuplicateRecord", limit=1000))
        try:
            marketplace.verify_billed(17, customer_aws_account_id="000000000001", hour=HOUR)
        except NotBilledAsExpected as error:
            found["nearest"] = error.nearest[0]["why"]
        found["grown"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps(found))


def test_a_ledger_of_many_records_is_read_in_little_memory(tmp_path: Path) -> None:
    code = f"from tests.control.test_ledger_size import read; read({str(tmp_path / 'world.db')!r}, {RECORDS})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    grown = found.pop("grown")
    billed = RECORDS - RECORDS // REFUSED
    assert found == {
        "pages": RECORDS // 10_000,
        "lines": RECORDS // 10,
        "total": {
            "times": billed,
            "times_without_price": 0,
            "billed_twice": 0,
            "amount": f"{billed * 0.0005:.12g}",
            "sent": RECORDS,
            "refused": {"DuplicateRecord": RECORDS // REFUSED},
        },
        "agreements": 1000,
        "newest": f"agmt-{BUYERS - 1:05}",
        "refused": min(RECORDS // REFUSED, 1000),
        "nearest": ["its quantity is 0.25"],
    }
    assert grown < MEGABYTES
