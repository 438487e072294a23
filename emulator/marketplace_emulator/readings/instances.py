"""Readings about software that runs in the buyer's account, and calls RegisterUsage and MeterUsage."""

from __future__ import annotations

from marketplace_emulator.readings.reading import Reading

CONTAINERS = "seller guide, Java example of RegisterUsage"
ROWS = (
    Reading(
        "register_usage_claims",
        "How are the claims of RegisterUsage's JWT written?",
        {
            "camel_case": f"{CONTAINERS}: its code reads productCode, publicKeyVersion and nonce",
            "pascal_case": f"{CONTAINERS}: its text shows ProductCode, PublicKeyVersion and Nonce",
        },
        {"camel_case": "doc", "pascal_case": "doc"},
    ),
    Reading(
        "unentitled_exception_name",
        "Which error do MeterUsage and RegisterUsage have for a customer without a subscription?",
        {
            "CustomerNotEntitledException": "service model 1.44.8: the error that both operations declare",
            "CustomerNotSubscribedException": "service model 1.44.8: the text of RegisterUsage; seller guide, container products",
        },
        {"CustomerNotEntitledException": "doc", "CustomerNotSubscribedException": "doc"},
    ),
    Reading(
        "dry_run_answer",
        "How does MeterUsage answer a dry run of a caller that may meter?",
        {
            "ok_200": "AWS's sample of a metered container takes every error for a refusal, and so does a seller's software",
            "error_DryRunOperation": "service model 1.44.8: DryRunOperation, or UnauthorizedException without the permissions",
        },
        {"ok_200": "seen", "error_DryRunOperation": "doc"},
    ),
    Reading(
        "agentcore_without_client_token",
        "How does MeterUsage answer a call from Bedrock AgentCore Runtime without a ClientToken?",
        {
            "rejected": "service model 1.44.8, MeterUsage: you must include it; the error is assumed",
            "generated": "service model 1.44.8, ClientToken: AWS makes a random one",
        },
        {"rejected": "doc", "generated": "doc"},
    ),
    Reading(
        "running_instance_after_end",
        "May software that runs when the buyer unsubscribes go on to call MeterUsage?",
        {
            "not_entitled": "service model 1.44.8: CustomerNotEntitledException without a valid subscription",
            "accepted": "seller guide, container products: the buyer may keep running it, and not start more",
        },
        {"not_entitled": "doc", "accepted": "doc"},
    ),
)
