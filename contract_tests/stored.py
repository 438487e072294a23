"""Where the kit sees what the seller stored: the driver's own list, or the page of the probe."""

from __future__ import annotations

from typing import Any

from contract_tests.accounts import listed
from contract_tests.buyer import Browser
from contract_tests.settings import Settings
from contract_tests.story import NotVerified
from contract_tests.subjects.subject import Subject


def stored(driver: Any, subject: Subject, settings: Settings) -> list[Any]:
    """Give all that is stored, or raise NotVerified with what is wrong with the probe."""
    own = getattr(driver, "accounts", None)
    if own is not None:
        try:
            return list(own())
        except Exception as error:
            raise NotVerified(
                f"the driver's accounts() failed: {type(error).__name__}: {error}; mend the driver"
            ) from error
    source = settings.accounts or ""
    answer = Browser(subject.transport, subject.url, patience=settings.patience).get(
        source, {"Accept": "application/json"}
    )
    return listed(source, answer.status, answer.last.text)
