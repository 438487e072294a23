"""One browser and one served emulator for these tests of a worker; a fresh context for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from marketplace_emulator import Marketplace, Remote
from tests.console.in_chromium import chromium
from tests.console.in_chromium.watch import Watch
from tests.serving import Served, serving

OpenPage = Callable[..., Page]
expect.set_options(timeout=20_000)  # milliseconds, on a busy machine


# Not for the session: while Playwright runs, no other test of the same process can run an event loop of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with chromium.running() as browser:
        yield browser


@pytest.fixture(scope="package")
def emulator() -> Iterator[Served]:
    """A served emulator with the example seller that all these tests share; each uses a buyer and an agreement of its own."""
    with serving("--with-example-seller") as served:
        yield served


@pytest.fixture
def alone(watch: Watch) -> Iterator[Marketplace]:
    """An emulator for one test, which may move its clock, reset it, or set its readings."""
    with Marketplace(port=0) as marketplace:
        watch.allow(marketplace.url)
        yield marketplace


@pytest.fixture
def remote(emulator: Served) -> Iterator[Remote]:
    """The way to steer that emulator."""
    with emulator.connect() as remote:
        yield remote


@pytest.fixture
def watch(emulator: Served) -> Iterator[Watch]:
    """What the browser complains of, which fails the test at its end."""
    watch = Watch(emulator.url)
    watch.allow_seller(emulator.seller)
    yield watch
    assert not watch.unexpected(), "the browser complained:\n- " + "\n- ".join(watch.unexpected())


@pytest.fixture
def open_page(browser: Browser, emulator: Served, watch: Watch) -> Iterator[OpenPage]:
    """Open a page in a browser of its own, which looks as given: `open_page(**DARK)`; paths are the emulator's."""
    with ExitStack() as contexts:

        def open_page(**look: Any) -> Page:
            context = contexts.enter_context(browser.new_context(base_url=emulator.url, **{**chromium.DESK, **look}))
            context.set_default_timeout(15_000)
            watch.follow(context)
            return context.new_page()

        yield open_page


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page on a desk, in light colours."""
    return open_page()
