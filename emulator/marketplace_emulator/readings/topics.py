"""Readings about AWS Marketplace's SNS topics."""

from __future__ import annotations

from marketplace_emulator.readings.reading import Reading

ROWS = (
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
