"""Readings about the messages that AWS sends about agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from marketplace_emulator.readings.reading import Reading

_GUIDE = "seller guide, notifications-eventbridge"
_REAL = "the events of a real purchase and cancellation, 2026-08-20"
ROWS = (
    Reading(
        "license_event_forms",
        "How do license events write the license and the offer?",
        {
            "real": f"{_REAL}: arn:aws:license-manager::294406891311:license:l-… and offer-…",
            "doc_sample": f"{_GUIDE}: aws:license-manager:us-east-1:123456789012:l-… and 25 letters and digits",
        },
        {"real": "seen", "doc_sample": "doc"},
    ),
    Reading(
        "ended_event_has_offer",
        "Does Purchase Agreement Ended tell the offer?",
        {"absent": f"{_REAL}", "present": f"{_GUIDE}"},
        {"absent": "seen", "present": "doc"},
    ),
    Reading(
        "payg_end_time_in_events",
        "What is endTime in the events of an agreement without an end?",
        {
            "year_9999": f"{_REAL}: 9999-01-01T00:00:00Z",
            "null": "service model 1.44.8, AgreementViewSummary: endTime is null for pay-as-you-go agreements, as operations show "
            "them; nobody published it of events",
        },
        {"year_9999": "seen", "null": "assumed"},
    ),
    Reading(
        "agreement_ending_days",
        "How many days before its end does an agreement get Purchase Agreement Ending?",
        {
            "180_120_90_60_30": f"{_GUIDE}, and the buyer guide of 2026",
            "90_60_30": "the buyer guide of 2025, agreement-eventbridge",
        },
        {"180_120_90_60_30": "doc", "90_60_30": "doc"},
    ),
    Reading(
        "agreement_ending_for",
        "Which agreements get Purchase Agreement Ending?",
        {
            "every_agreement": "buyer guide, agreement-eventbridge: before a purchase agreement expires; the event has "
            "autoRenewalEnabled, and disabledBy is null without a renewal term",
            "auto_renewing": f"{_GUIDE}: a customer's auto-renewing agreement approaches its end date",
        },
        {"every_agreement": "doc", "auto_renewing": "doc"},
    ),
    Reading(
        "sns_offer_identifier",
        "Which messages of the subscription topic have offer-identifier?",
        {
            "subscribe_messages": "seller guide of 2026, saas-notification: subscribe-success and subscribe-fail, of each "
            "offer made in 2024 or later",
            "private_offers": "seller guide of 2022, saas-notification: all four messages, if the offer is private",
        },
        {"subscribe_messages": "doc", "private_offers": "doc"},
    ),
    Reading(
        "sns_signature_version",
        "Which SignatureVersion do messages from AWS Marketplace's SNS topics have?",
        {
            "1": "messages of 2023-02 and 2024-09 that sellers published",
            "2": "the code of a seller of 2026 (securebase) says that they have version 2",
        },
        {"1": "seen", "2": "seen"},
    ),
)

ENDING_DAYS: Mapping[str, Sequence[int]] = {"180_120_90_60_30": (180, 120, 90, 60, 30), "90_60_30": (90, 60, 30)}
