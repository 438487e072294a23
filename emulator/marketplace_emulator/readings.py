"""The readings: places where AWS's own documents disagree, each a named switch with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace_emulator.fidelity import Sure
from marketplace_emulator.nearest import meant


class UnknownReading(ValueError):
    """No reading of that name, or no such alternative; the text names the nearest."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A switch between what AWS's documents say; the first alternative is the default.

    `sources` says for each alternative who says so, and `marks` how sure that is.
    """

    name: str
    question: str
    sources: Mapping[str, str]
    marks: Mapping[str, Sure]

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The values it can be set to."""
        return tuple(self.sources)

    @property
    def default(self) -> str:
        """The first alternative."""
        return self.alternatives[0]


GUIDE = "seller guide, SaaS customer onboarding"
_ROWS = (
    Reading(
        "token_lifetime",
        "How long does a registration token live?",
        {"4h": GUIDE, "1h": f"{GUIDE}, further down the same page; AWS sample code says 60 minutes"},
        {"4h": "doc", "1h": "doc"},
    ),
    Reading(
        "second_resolve",
        "What does ResolveCustomer answer when the same token is sent again?",
        {
            "same_answer": "seller guide: the same values until the token expires",
            "expired": "API reference: ExpiredTokenException when the buyer has resubmitted the registration token",
        },
        {"same_answer": "doc", "expired": "doc"},
    ),
    Reading(
        "unpopulated_customer_identifier",
        "How is a CustomerIdentifier written that is not populated (concurrent agreements)?",
        {
            "absent": "service model 1.44.5: not populated",
            "empty": "a seller saw an empty string",
            "null": "AWS's toolkit for sellers says null",
        },
        {"absent": "doc", "empty": "seen", "null": "doc"},
    ),
    Reading(
        "license_arn_on_first_resolve",
        "Does the first resolve after a purchase carry the LicenseArn?",
        {
            "present": "service model 1.44.5",
            "absent": "seen 2026-08: the first resolve after a purchase lacked it, a later one had it",
        },
        {"present": "doc", "absent": "seen"},
    ),
    Reading(
        "foreign_token",
        "What is a token of another seller's product answered with?",
        {
            "invalid_token": "nobody published it; InvalidTokenException is the likelier",
            "access_denied": "nobody published it; AccessDeniedException is AWS's usual word for another account's thing",
        },
        {"invalid_token": "assumed", "access_denied": "assumed"},
    ),
    Reading(
        "error_type",
        "Is the error's `__type` plain or with its namespace?",
        {
            "plain": "Smithy: AWS JSON 1.1; seen from the marketplace services",
            "namespaced": "Smithy: AWS JSON 1.1: clients must accept `namespace#Code`; the namespace itself is assumed",
        },
        {"plain": "doc", "namespaced": "doc"},
    ),
)


def by_name(rows: Iterable[Reading]) -> Mapping[str, Reading]:
    """Give the rows by their names; two of one name fail with both questions."""
    found: dict[str, Reading] = {}
    for row in rows:
        twin = found.setdefault(row.name, row)
        if twin is not row:
            raise ImportError(f"two readings are named {row.name}: {twin.question!r} and {row.question!r}")
    return found


READINGS = by_name(_ROWS)
DEFAULTS: Mapping[str, str] = {row.name: row.default for row in _ROWS}
TOKEN_LIFETIME_SECONDS: Mapping[str, int] = {"4h": 4 * 3600, "1h": 3600}


def check(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings if every name and value is known; else raise UnknownReading with the nearest ones."""
    for name, value in settings.items():
        if name not in READINGS:
            raise UnknownReading(f"{name!r} is not a reading; {meant(name, READINGS)}")
        alternatives = READINGS[name].alternatives
        if value not in alternatives:
            raise UnknownReading(f"{value!r} is not an alternative of {name}; expected {' or '.join(alternatives)}")
    return dict(settings)
