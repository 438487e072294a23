"""Subjects that differ in what they do about requests that come at once: some are right, some are not."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sqlite3
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from urllib.parse import parse_qs

from tests.contract_tests_kit.subjects.tiny import Tiny


class Unlocked(Tiny):
    """The accounts are looked through and added to without a lock."""

    def __init__(self) -> None:
        super().__init__()
        self.lock: Any = contextlib.nullcontext()


class ByToken(Tiny):
    """A lock for each token: AWS is asked for the second click after the first is answered, and for two tabs at once."""

    locks: ClassVar[dict[str, threading.Lock]] = defaultdict(threading.Lock)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        with self.locks[form.get("x-amzn-marketplace-token", "")]:
            return super().register(form)


class ByTokenOnly(ByToken, Unlocked):
    """A lock for each token, and none for the accounts: two tabs make two."""


class OneWorker(Unlocked):
    """One request at a time, so that nothing can go wrong here, and nothing is known of two workers."""

    worker = threading.Lock()

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        with self.worker:
            return super().register(form)


class Dwindling(Unlocked):
    """Two workers, one of which ends when both have been busy."""

    worker = threading.Lock()
    busy, alone = 0, False

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.busy += 1
        try:
            with self.worker if self.alone else contextlib.nullcontext():
                return super().register(form)
        finally:
            self.alone = self.alone or self.busy > 1
            self.busy -= 1


class Impatient(OneWorker):
    """One request at a time, whose client of AWS gives up before the gate does, and asks again."""

    client = property(lambda _: _impatient())


class Unique(Tiny):
    """Looks, then stores; a unique column refuses the second of two, and that is caught."""

    def __init__(self) -> None:
        super().__init__()
        self.database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.database.execute("CREATE TABLE accounts (account TEXT, product TEXT, agreement TEXT, license TEXT)")
        self.database.execute("CREATE UNIQUE INDEX one ON accounts (account, product, ifnull(agreement, ''))")

    def listed(self) -> Any:
        return [list(row) for row in self.database.execute("SELECT * FROM accounts")]

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        key = (account, product, agreement or "")
        where = "account = ? AND product = ? AND ifnull(agreement, '') = ?"
        if self.database.execute(f"SELECT 1 FROM accounts WHERE {where}", key).fetchone() is None:
            with contextlib.suppress(sqlite3.IntegrityError):
                self.database.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, ?)", (account, product, agreement, license_arn)
                )
                return
        self.database.execute(f"UPDATE accounts SET license = ifnull(?, license) WHERE {where}", (license_arn, *key))


class Shared(Tiny):
    """The customer is kept in the object that serves everybody."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        self.customer = (account, product, license_arn, agreement)
        self.log()
        super().store(*self.customer)

    def log(self) -> None:
        """Do nothing that matters."""


class Stalled(Shared):
    """The same on a machine that is busy when the kit first interleaves requests: the four for each product run one by one."""

    stalls: ClassVar[dict[str, Iterator[int]]] = {}

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        if sys.getprofile() is not None and (number := next(self.stalls.setdefault(product, itertools.count(1)))) <= 4:
            time.sleep(0.1 * number)
        super().store(account, product, license_arn, agreement)


class Awaiting:
    """An ASGI application that awaits its database between looking and storing; with `locked` it keeps others out."""

    def __init__(self, *, locked: bool) -> None:
        self.tiny = Tiny()
        self.tiny.store = self.keep  # type: ignore[method-assign]
        self.pool = ThreadPoolExecutor(8)
        self.lock = asyncio.Lock() if locked else contextlib.nullcontext()

    def keep(self, *customer: str | None) -> None:
        """Hand the customer on."""
        self.customers: Any = getattr(self, "customers", threading.local())
        self.customers.last = customer

    def resolved(self, form: dict[str, str]) -> tuple[tuple[str, str], Any]:
        """Register on a thread, and return the answer with the customer, if there is one."""
        self.keep()
        return self.tiny.register(form), self.customers.last

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        body = (await receive()).get("body", b"").decode()
        answered: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            answered.append((int(status.split()[0]), [(name.encode(), text.encode()) for name, text in headers]))

        if scope["method"] == "POST":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            loop = asyncio.get_running_loop()
            (status, text), customer = await loop.run_in_executor(self.pool, self.resolved, form)
            if customer:
                async with self.lock:
                    await self.store(*customer)
            content = self.tiny.answer(start, status, text)
        else:
            environ = {"PATH_INFO": scope["path"], "REQUEST_METHOD": "GET"}
            content = self.tiny(environ, start)
        await send({"type": "http.response.start", "status": answered[0][0], "headers": answered[0][1]})
        await send({"type": "http.response.body", "body": b"".join(content)})

    async def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Look, await, and store."""
        found = [
            each
            for each in self.tiny.accounts
            if (each["account"], each["product"]) == (account, product) and agreement in (None, each["agreement"])
        ]
        await asyncio.sleep(0)
        if found:
            found[0]["license"] = license_arn or found[0]["license"]
        else:
            self.tiny.accounts.append(
                {"account": account, "product": product, "license": license_arn, "agreement": agreement}
            )


def _impatient() -> Any:
    import boto3
    from botocore.config import Config

    config = Config(read_timeout=0.2, retries={"mode": "standard", "total_max_attempts": 2})
    return boto3.client("meteringmarketplace", region_name="us-east-1", config=config)


unlocked = Unlocked()
by_token = ByToken()
by_token_only = ByTokenOnly()
one_worker = OneWorker()
dwindling = Dwindling()
impatient = Impatient()
unique = Unique()
shared = Shared()
stalled = Stalled()
awaiting = Awaiting(locked=False)
awaiting_in_turn = Awaiting(locked=True)
