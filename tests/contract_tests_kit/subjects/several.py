"""Integrations that store several entries for each buyer, all of which the probe shows."""

from __future__ import annotations

import threading
import time
from typing import Any

from tests.contract_tests_kit.subjects.tiny import Tiny


class Metered(Tiny):
    """Each account has a record of its usage."""

    again = False
    """Whether every visit adds a record."""

    def __init__(self) -> None:
        super().__init__()
        self.usage: list[dict[str, Any]] = []

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        before = len(self.accounts)
        super().store(account, product, license_arn, agreement)
        if len(self.accounts) > before or self.again:
            self.usage.append(self.record(account, len(self.usage) + 1))

    def record(self, account: str, number: int) -> dict[str, Any]:
        return {"usage_of": account, "hours": 0, "number": number}

    def listed(self) -> Any:
        return self.accounts + self.usage


class Labelled(Metered):
    """All entries have the same members; one of them says what the entry is."""

    def record(self, account: str, number: int) -> dict[str, Any]:
        return {"kind": "usage", "of": account, "note": str(number)}

    def listed(self) -> Any:
        return [{"kind": "account", "of": each["account"], "note": str(each)} for each in self.accounts] + self.usage


class Recording(Metered):
    """Each visit is recorded."""

    again = True

    def record(self, account: str, number: int) -> dict[str, Any]:
        return {"event": "visit", "account": account, "time": time.time(), "number": number}


class Racing(Metered):
    """The accounts are locked, and their records of usage are not: two visits at once may both add one."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        Tiny.store(self, account, product, license_arn, agreement)
        if not any(each["usage_of"] == account for each in self.usage):
            time.sleep(0.1)
            self.usage.append(self.record(account, len(self.usage) + 1))


class Queued(Metered):
    """A worker adds the record of usage a moment later."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        before = len(self.accounts)
        Tiny.store(self, account, product, license_arn, agreement)
        if len(self.accounts) > before:
            threading.Timer(0.1, lambda: self.usage.append(self.record(account, len(self.usage) + 1))).start()


class Twice(Metered):
    """Each buyer gets two accounts."""

    def record(self, account: str, number: int) -> dict[str, Any]:
        return {**self.accounts[-1], "id": number + 1000}


metered, labelled, recording, racing, queued, twice = Metered(), Labelled(), Recording(), Racing(), Queued(), Twice()
