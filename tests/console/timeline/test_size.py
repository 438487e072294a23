"""Every page of the timeline is small and quick in a world with a full journal and many agreements."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console.timeline import link
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.store import exchanges
from marketplace_emulator.store.journal import LIMIT, Recorded
from tests.console.browser import BROWSER
from tests.console.timeline.telling import resolve

AGREEMENTS = 1000
BYTES, SECONDS = 100_000, 0.05
BATCHES = 10
"""One exchange in so many is a batch about 25 buyers."""


@pytest.fixture(scope="module")
def full() -> Iterator[Marketplace]:
    """An emulator with that many agreements, a message to a seller about each, and a full journal about all of them."""
    with Marketplace() as marketplace:
        product = next(each for each in marketplace.products() if each["generation"] == "concurrent")["product_code"]
        marketplace.subscribe(lambda _: None)
        marketplace.create_agreements(AGREEMENTS, product_code=product)
        marketplace.clock.advance("1m")
        world, agreements = marketplace.world, marketplace.agreements()
        resolve(marketplace, marketplace.mint_token(agreements[-1]["agreement_id"]))
        with world.transaction():
            row = exchanges.find(world.store, 1)
            assert row is not None
            copied = {name: row[name] for name in Recorded.__struct_fields__}
            names = ("agreement_id", "customer_aws_account_id", "product_code", "license_arn")
            for number in range(LIMIT):
                many = 25 if number % BATCHES == 0 else 1
                its = [agreements[(number + each) % len(agreements)] for each in range(many)]
                about = [(name, str(each[name])) for each in its for name in names]  # type: ignore[literal-required]
                about += [("token", f"{number:05}" * 30)] if many == 1 else [("dimension", "users")]
                recorded = {
                    "about": exchanges.nouns_written(about),
                    "request_id": str(number),
                    "machine_at": time.time(),
                }
                world.journal.add(Recorded(**{**copied, **recorded}))
        yield marketplace


def test_pages_are_small_and_quick(full: Marketplace) -> None:
    browser = Client(Wsgi(full.site))
    one = full.agreements()[500]
    asked: list[dict[str, object]] = [
        {},
        {"agreement_id": one["agreement_id"]},
        {"license_arn": one["license_arn"]},
        {"customer_aws_account_id": one["customer_aws_account_id"]},
        {"product_code": one["product_code"]},
        {"operation": "ResolveCustomer"},
        {"outcome": "InvalidTokenException"},
        {"token": "0077700777…"},
        {"dimension": "users"},
        {"since": "now-1h"},
        {"until": 100},
        {"before": "x5000-s500-m500-a500-h0"},
    ]
    for path in [*map(link, asked), "/console/exchanges/5000"]:
        took = []
        for _ in range(4):
            began = time.process_time()
            answer = browser.get(path, headers=BROWSER)
            took.append(time.process_time() - began)
            assert answer.status_code == 200, path
        assert len(answer.data) < BYTES, f"{path} has {len(answer.data)} bytes"
        assert min(took) < SECONDS, f"{path} took {took}"
