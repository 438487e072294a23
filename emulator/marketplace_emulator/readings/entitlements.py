"""Readings about what GetEntitlements returns."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace_emulator.readings.reading import Reading

ROWS = (
    Reading(
        "entitlement_propagation",
        "How long after an agreement starts does GetEntitlements return what it grants?",
        {
            "none": "nobody published a delay; the service model names none",
            "5m": "2022: GetEntitlements returned nothing yet while the seller handled entitlement-updated "
            "(aws-samples/aws-marketplace-serverless-saas-integration issue 44); the length is assumed",
        },
        {"none": "assumed", "5m": "seen"},
    ),
    Reading(
        "no_entitlements_answer",
        "What does GetEntitlements answer when it finds no entitlement?",
        {
            "empty_list": "2022: an empty list (aws-samples/aws-marketplace-serverless-saas-integration issue 52)",
            "absent": "2017 and 2022: {} without Entitlements (boto/boto3 issue 1258; "
            "aws-samples/aws-marketplace-serverless-saas-integration issue 44)",
        },
        {"empty_list": "seen", "absent": "seen"},
    ),
    Reading(
        "empty_entitlement_page",
        "Does GetEntitlements return pages that are empty and yet not the last?",
        {
            "never": "nobody published when there are any",
            "first": "service model 1.44.8: NextToken might be present with an empty set; that it is the first page is assumed",
        },
        {"never": "assumed", "first": "doc"},
    ),
    Reading(
        "cancelled_entitlement",
        "What does GetEntitlements return of an agreement that was cancelled or terminated?",
        {
            "absent": "no entry (aws-samples/aws-marketplace-serverless-saas-integration issue 57, pull request 60)",
            "without_expiration": "an entry without ExpirationDate (same issue and pull request)",
        },
        {"absent": "seen", "without_expiration": "seen"},
    ),
    Reading(
        "expired_entitlement",
        "What does GetEntitlements return of an entitlement whose end has passed?",
        {
            "absent": "nobody published it",
            "listed": "nobody published it; AWS's sample code compares ExpirationDate with the time, and the service model "
            "1.44.8 calls it the minimum date",
        },
        {"absent": "assumed", "listed": "assumed"},
    ),
)

PROPAGATION_SECONDS: Mapping[str, int] = {"none": 0, "5m": 300}
