"""Readings about the form of every answer."""

from __future__ import annotations

from marketplace_emulator.readings.reading import Reading

ROWS = (
    Reading(
        "error_type",
        "Does an error's `__type` in AWS JSON contain the namespace?",
        {
            "plain": "Smithy: AWS JSON 1.1; seen in answers of the marketplace services",
            "namespaced": "Smithy: AWS JSON 1.1: clients must accept `namespace#Code`; the namespace is that of AWS's SDK for JavaScript v3",
        },
        {"plain": "doc", "namespaced": "doc"},
    ),
)
