"""Opening and closing the emulator and the subject of a run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from marketplace_contracts import driver
from marketplace_contracts.accounts_source import accounts_of
from marketplace_contracts.buyers import Buyers
from marketplace_contracts.circumstances import Circumstances
from marketplace_contracts.contract import chosen
from marketplace_contracts.emulator import Emulator, own_emulator, products_sold, running_emulator
from marketplace_contracts.exchanges import Exchanges
from marketplace_contracts.findings import Findings
from marketplace_contracts.kit import Kit
from marketplace_contracts.probe import Probe
from marketplace_contracts.second_step import NamedStep
from marketplace_contracts.service import Service
from marketplace_contracts.session import Session
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import Subject
from marketplace_contracts.subjects import KINDS, kind_of, opened
from marketplace_contracts.turn import Turn


@contextlib.contextmanager
def opened_kit(
    settings: Settings, marketplace: Emulator | None = None, *, stopped: Callable[[], bool] = lambda: False
) -> Iterator[Kit]:
    """Open the subject, and the emulator unless one is given; close both at the end. `stopped` returns whether the run should end."""
    chosen(settings)
    kind = KINDS[kind_of(settings)]
    with contextlib.ExitStack() as stack:
        own = marketplace is None and settings.emulator is None and kind.started
        if marketplace is None:
            marketplace = own_emulator() if own else running_emulator(settings)
            stack.callback(marketplace.close)
        products = products_sold(settings, marketplace, may_create=own)
        environment = {**marketplace.environment(), "PRODUCT_CODE": ",".join(products.values()), **settings.env}
        subject = opened(settings, environment)
        stack.callback(subject.close)
        seller_driver = driver.loaded(
            settings.driver, then_of(settings)
        )  # after the subject, whose modules it may import
        kit = assembled(settings, marketplace, subject, seller_driver, products, own=own, stopped=stopped)
        try:
            yield kit
        finally:
            kit.circumstances.end()


def then_of(settings: Settings) -> NamedStep | None:
    """Return the step that --then names."""
    return NamedStep(settings.then, settings.then_json) if settings.then else None


def assembled(
    settings: Settings,
    marketplace: Emulator,
    subject: Subject,
    seller_driver: Any,
    products: Mapping[str, str],
    *,
    own: bool,
    stopped: Callable[[], bool],
) -> Kit:
    """Build a kit from its parts."""
    ask = partial(accounts_of, seller_driver, subject, settings)
    probe = Probe(ask if settings.accounts or hasattr(seller_driver, "accounts") else None, settings.pauses)
    exchanges = Exchanges(marketplace)
    beginning = f"{settings.seed}{probe.beginning()}"  # buyers of an earlier run may be stored, and must not come again
    return Kit(
        settings=settings,
        circumstances=Circumstances(marketplace, Turn(next(iter(products)), {})),
        exchanges=exchanges,
        buyers=Buyers(marketplace, products, beginning, exchanges.before, own=own),
        session=Session(settings, subject, seller_driver, stopped),
        probe=probe,
        findings=Findings(),
        service=Service(),
    )
