"""The example seller beside the emulator: a process of its own, which finds the emulator by the variables that every seller uses.

It begins anew with each reset. Its port is open from the start, and a browser that comes early waits until it has started.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from urllib.parse import SplitResult, urlsplit

from marketplace_emulator import environment
from marketplace_emulator.deliveries.new_subscription import NewSubscription, id_of
from marketplace_emulator.serving import seller_process
from marketplace_emulator.serving.guard import is_loopback
from marketplace_emulator.serving.server import bind, url_of
from marketplace_emulator.store import dimensions, products, subscriptions
from marketplace_emulator.world import World

OPTION = "--example-seller-port"
SUBSCRIPTION = "example-seller"
"""The name of the subscription by which it hears AWS's messages."""
_INSTALLED = Path(__file__).parents[1] / "example_seller"
FOLDER = _INSTALLED if _INSTALLED.exists() else Path(__file__).parents[3] / "examples" / "werkzeug_app"
"""Its source: inside the package if it is installed, else at the top of the checkout."""
BACKLOG = 128
END_SECONDS = 5
CONNECT_SECONDS = 1


class ExampleSeller:
    """A bound port, and the process that answers there once it is started."""

    def __init__(self, host: str, port: int) -> None:
        self._bound = bind(host, port, OPTION)
        self._bound.listen(BACKLOG)
        port = self._bound.getsockname()[1]
        self._secret = secrets.token_urlsafe(16)
        self._called = url_of(host, port)
        # Under another name than the console's, the buyer's browser comes from another site, as from AWS.
        everywhere = is_loopback(host) or host in ("0.0.0.0", "::")
        self.url = f"http://localhost:{port}/" if everywhere else f"{self._called}/"
        self._process: subprocess.Popen[str] | None = None
        self._ends = False

    def join(self, world: World) -> None:
        """Sell the world's products: buyers come here, and AWS's messages too, also after a reset.

        Raise ValueError if the example seller of another process on the same store hears them.
        """
        world.default_fulfillment_url = self.url
        with world.transaction():
            self._refuse_a_second(world)
            world.store.run(subscriptions.REMOVE, subscription_id=id_of(SUBSCRIPTION))  # with the port of another day
            self._subscribe(world)
        world.planted = self._follow

    def start(self, world: World, emulator_url: str, token: str | None) -> None:
        """Start the process; what it logs goes to standard error, beside the emulator's own words."""
        with world.transaction():
            sold = self._sold(world)
        own = {**environment.variables(emulator_url, token), **sold, "MESSAGES_SECRET": self._secret}
        host, port = self._bound.getsockname()[:2]
        words = [str(FOLDER), host, str(port)]
        passed: tuple[int, ...] = ()
        if sys.platform == "win32":  # where no process inherits a socket: the port is free for a moment
            self._bound.close()
        else:
            passed = (self._bound.fileno(),)
            words.append(str(passed[0]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", seller_process.__file__, *words],
            env={**os.environ, **own},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            pass_fds=passed,
        )
        self._bound.close()
        threading.Thread(target=self._watch, args=(self._process,), name="example-seller", daemon=True).start()

    def close(self) -> None:
        """End the process and free the port."""
        self._ends = True
        self._bound.close()
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> ExampleSeller:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def _watch(self, process: subprocess.Popen[str]) -> None:
        status = process.wait()
        if not self._ends:
            said = f"the example seller at {self.url} has ended with status {status}; start serve again to have it back"
            print(said, file=sys.stderr, flush=True)

    def _follow(self, world: World, nouns: Collection[str]) -> None:
        """Sell what there is now; after a reset, subscribe again, and forget the customers, whose agreements are gone."""
        if (
            "subscriptions" in nouns
            and world.store.row(subscriptions.FIND, subscription_id=id_of(SUBSCRIPTION)) is None
        ):
            self._subscribe(world)
        if self._process is not None and self._process.stdin is not None:
            said = {"variables": self._sold(world), "begins_anew": "agreements" in nouns}
            with suppress(OSError):  # it has ended, as _watch has said
                print(json.dumps(said), file=self._process.stdin, flush=True)

    def _refuse_a_second(self, world: World) -> None:
        found = world.store.row(subscriptions.FIND, subscription_id=id_of(SUBSCRIPTION))
        there = urlsplit("" if found is None else found["target"])
        if there.hostname and there.port and there.port != self._bound.getsockname()[1] and _answers(there):
            raise ValueError(
                f"the store {world.store.name!r} has an example seller already, at {there.netloc}, which hears AWS's messages; "
                "end it, leave --with-example-seller out, or give another --store"
            )

    def _subscribe(self, world: World) -> None:
        from marketplace_emulator.deliveries import subscribing

        target = f"{self._called}/messages/{self._secret}"
        wanted = NewSubscription(name=SUBSCRIPTION, target=target, kind="sns_http")
        subscribing.add(world, wanted, confirmed=True)

    def _sold(self, world: World) -> dict[str, str]:
        """Return the variables that say which products are sold here, and by which dimension their usage is counted."""
        codes = [
            row["product_code"]
            for row in world.store.rows(products.ALL)
            if row["seller_account"] == world.seller and self._is_here(row["fulfillment_url"] or self.url)
        ]
        metered = {code: _metered(world, code) for code in codes}
        counted = [f"{code}={keys[0]}" for code, keys in metered.items() if keys]
        return {"PRODUCT_CODE": ",".join(codes), "DIMENSIONS": ",".join(counted)}

    def _is_here(self, url: str) -> bool:
        """Say whether a fulfillment URL leads to this seller, by whichever name of this machine."""
        given, own = urlsplit(url), urlsplit(self.url)
        return given.port == own.port and (given.hostname == own.hostname or is_loopback(given.hostname or ""))


def _answers(there: SplitResult) -> bool:
    with suppress(OSError), socket.create_connection((there.hostname, there.port), CONNECT_SECONDS):
        return True
    return False


def _metered(world: World, product_code: str) -> list[str]:
    of_product = dimensions.of_product(world.store, product_code)
    return [key for key, each in of_product.items() if each["externally_metered"]]
