"""Readings about the operations of the agreement service."""

from __future__ import annotations

from marketplace_emulator.readings.reading import Reading

OLDER = "service model marketplace-agreement, botocore 1.43.11"
NEWER = "service model marketplace-agreement, botocore 1.44.8"
ROWS = (
    Reading(
        "agreement_error_status",
        "Which HTTP status have the errors of the agreement service?",
        {
            "typed": f"{NEWER}: 403, 404, 409, 429 or 402, by the error",
            "always_400": "API reference: 400 for every error but InternalServerException",
        },
        {"typed": "doc", "always_400": "doc"},
    ),
    Reading(
        "payg_end_time",
        "Which endTime do the agreement service's operations return for an agreement without an end?",
        {
            "null": f"{NEWER}: null; that the member is absent on the wire is assumed",
            "9999-01-01": "the agreement's event of a real purchase, 2026-08",
        },
        {"null": "doc", "9999-01-01": "seen"},
    ),
    Reading(
        "proposer_filter_combinations",
        "Which filters of SearchAgreements may a proposer combine?",
        {
            "any": f"{NEWER}: any combination",
            "closed_list": f"{OLDER}: 36 combinations",
        },
        {"any": "doc", "closed_list": "doc"},
    ),
    Reading(
        "search_default_order",
        "In which order does SearchAgreements return agreements if the call names no order?",
        {
            "ascending": f"{NEWER}: SortOrder is ASCENDING by default",
            "end_time_descending": f"{OLDER}: EndTime, descending",
        },
        {"ascending": "doc", "end_time_descending": "doc"},
    ),
)
