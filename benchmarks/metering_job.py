"""A seller's job that meters usage: batches of 25 records, one after the other, of thousands of customers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import Load, load
from benchmarks.process import Process, running
from benchmarks.servers.server import Server
from marketplace_emulator import Remote, connect, identifiers
from marketplace_emulator.store.purchases import Purchases

RECORDS = 25
"""The records of a batch."""
CUSTOMERS = 10_000
DIMENSIONS = ("users", "storage", "requests", "exports", "seats")
FIRST_HOUR = 1_794_268_800
"""2026-11-10T00:00:00Z, far from the end of a month."""
PRODUCTS = {generation: identifiers.product_code(f"metered-{generation}") for generation in ("legacy", "concurrent")}


@dataclass(slots=True)
class Job:
    """Sends batches to a server; `sent` counts them, so that no two have the same record."""

    process: Process
    customers: Path
    opening: str
    emulator: Remote | None = None
    sent: int = 0

    def run(self, *, seconds: int, batches: int = 0) -> Load:
        """Send batches for some seconds, or until a number of them is answered; an answer that is an error raises."""
        if self.emulator is not None:
            hours = self.sent * RECORDS // (CUSTOMERS * len(DIMENSIONS))
            self.emulator.clock.set(FIRST_HOUR + 3600 * (hours + 23), frozen=True)
        arguments = (str(self.customers), self.opening, ",".join(DIMENSIONS), str(FIRST_HOUR), str(self.sent))
        done = load(self.process, seconds=seconds, requests=batches, script="metering", arguments=arguments)
        if done.errors:
            raise RuntimeError(f"{self.process.server.name}: {done.errors} of {done.requests} requests failed")
        self.sent += done.requests
        return done


@contextmanager
def metering(server: Server, generation: str) -> Iterator[Job]:
    """Run a server, and prepare a job for it. The emulator gets a product of this generation with its customers."""
    code = PRODUCTS[generation]
    terms = {"product_code": code, "start_time": 0.0}
    purchases = Purchases(name="load", count=CUSTOMERS, tokens=0, at=0, terms=terms, entitlements={})
    members = (_members(purchases.agreement(number), generation) for number in range(1, CUSTOMERS + 1))
    opening = "{" if generation == "concurrent" else f'{{"ProductCode":"{code}",'
    with tempfile.TemporaryDirectory() as folder, running(server) as process:
        file = Path(folder, "customers")
        file.write_text("\n".join(json.dumps(each)[1:-1] for each in members))
        job = Job(process, file, opening)
        if server.name != "emulator":
            yield job
            return
        with connect(f"http://127.0.0.1:{process.port}") as job.emulator:
            job.emulator.clock.set(FIRST_HOUR, frozen=True)
            job.emulator.create_product(
                f"metered-{generation}", generation=generation, dimensions=[{"key": each} for each in DIMENSIONS]
            )
            job.emulator.create_agreements(CUSTOMERS, name="load", product_code=code, tokens=0)
            yield job


def _members(agreement: dict[str, str], generation: str) -> dict[str, str]:
    if generation == "legacy":
        return {"CustomerIdentifier": identifiers.customer_identifier(agreement["name"])}
    return {
        "CustomerAWSAccountId": agreement["customer_aws_account_id"],
        "LicenseArn": agreement["license_arn"],
    }
