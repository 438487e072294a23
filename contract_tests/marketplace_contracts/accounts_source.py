"""The list of stored accounts: from the driver, or from the probe's page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin

from marketplace_contracts.browser import Browser
from marketplace_contracts.driver import ask
from marketplace_contracts.driving.reach import Transport, tls_for
from marketplace_contracts.hindrance import hindrance
from marketplace_contracts.same_site import same_site
from marketplace_contracts.settings import Settings
from marketplace_contracts.story import NotVerified, short
from marketplace_contracts.subject import Subject

MOST_BYTES = 100_000_000
"""A database that is kept from run to run may have many accounts."""


def accounts_of(driver: Any, subject: Subject, settings: Settings) -> list[Any]:
    """Return the stored accounts; raise NotVerified with what is wrong with the probe."""
    if hasattr(driver, "accounts"):
        given = ask(driver, "accounts")
        if not isinstance(given, Iterable) or isinstance(given, (str, bytes, Mapping)):
            raise NotVerified(
                f"the driver's accounts() returned {short(repr(given), 80)}; expected a list with an entry for each account"
            )
        return list(given)
    source = settings.accounts or ""
    address = urljoin(subject.url, source)
    connections, at = subject.connections, subject.url
    if not same_site(address, at):  # a subject in process would answer for this server, too
        connections, at = partial(Transport, tls_for(address)), address
    forwarded = {**subject.forwarded, **settings.header}
    browser = Browser(connections, at, patience=settings.patience, forwarded=forwarded, most=MOST_BYTES)
    last = browser.get(address, {"Accept": "application/json"}).last
    if last.status >= 500:  # once is no reason to judge nothing
        last = browser.get(address, {"Accept": "application/json"}).last
    if why := hindrance([last]):
        raise NotVerified(f"the accounts probe {source} cannot be read: {why}")
    if last.failure:
        raise NotVerified(f"the accounts probe {address} cannot be read: {last.failure}; is its server running?")
    if last.cut:
        raise NotVerified(f"{last.too_long}; let the accounts probe answer fewer, or begin with an empty database")
    return listed(source, last.status, last.text)


def listed(source: str, status: int, body: str) -> list[Any]:
    """Return the list in a probe's answer; raise NotVerified with what is wrong with the answer."""
    wanted = "expected 200 and a JSON list with an entry for each account"
    if status != 200:
        raise NotVerified(f"the accounts probe {source} answered {status or 'nothing'}: {short(body, 80)!r}; {wanted}")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise NotVerified(f"the accounts probe {source} answered {short(body, 80)!r}; {wanted}") from None
    if isinstance(value, dict):
        lists = [each for each in value.values() if isinstance(each, list)]
        value = lists[0] if len(lists) == 1 else value
    if not isinstance(value, list):
        raise NotVerified(f"the accounts probe {source} answered {short(body, 80)!r}, no list; {wanted}")
    return value
