"""Readings about the registration of a buyer: the token, and what ResolveCustomer answers."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace_emulator.duration import HOUR
from marketplace_emulator.readings.reading import Reading

GUIDE = "seller guide, SaaS customer onboarding"
ROWS = (
    Reading(
        "token_lifetime",
        "How long does a registration token live?",
        {
            "4h": GUIDE,
            "1h": f"{GUIDE}, further down the same page; AWS sample code says 60 minutes",
            "30m": "service model marketplace-agreement, botocore 1.44.8: the registrationToken of GetAgreementEntitlements",
        },
        {"4h": "doc", "1h": "doc", "30m": "doc"},
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
        "How does an answer show a CustomerIdentifier that is not populated (concurrent agreements)?",
        {
            "absent": "service model 1.44.8: not populated",
            "empty": "a seller saw an empty string",
            "null": "AWS's toolkit for sellers says null",
        },
        {"absent": "doc", "empty": "seen", "null": "doc"},
    ),
    Reading(
        "license_arn_on_first_resolve",
        "Does the first resolve after a purchase carry the LicenseArn?",
        {
            "present": "service model 1.44.8",
            "absent": "2026-08: the first resolve after a purchase lacked it, a later one had it",
        },
        {"present": "doc", "absent": "seen"},
    ),
    Reading(
        "foreign_token",
        "Which error answers the token of another seller's product?",
        {
            "invalid_token": "nobody published it; InvalidTokenException is more likely",
            "access_denied": "nobody published it; AccessDeniedException is AWS's usual answer about another account's resources",
        },
        {"invalid_token": "assumed", "access_denied": "assumed"},
    ),
)

TOKEN_LIFETIME_SECONDS: Mapping[str, int] = {"4h": 4 * HOUR, "1h": HOUR, "30m": HOUR // 2}
