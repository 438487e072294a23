"""The readings: where AWS's own documents disagree, a named switch with the source of each alternative."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace_emulator.fidelity import Sure
from marketplace_emulator.nearest import meant


class UnknownReading(ValueError):
    """The name of a reading or an alternative is unknown; the message names the nearest known ones."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A switch between contradictory statements in AWS's documents; the first alternative is the default.

    For each alternative, `sources` names who says so, and `marks` how sure that is.
    """

    name: str
    question: str
    sources: Mapping[str, str]
    marks: Mapping[str, Sure]

    @property
    def alternatives(self) -> tuple[str, ...]:
        return tuple(self.sources)

    @property
    def default(self) -> str:
        return self.alternatives[0]


GUIDE = "seller guide, SaaS customer onboarding"
CONTAINERS = "seller guide, Java example of RegisterUsage"
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
        "How does an answer show a CustomerIdentifier that is not populated (concurrent agreements)?",
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
            "CustomerNotEntitledException": "service model 1.44.5: the error that both operations declare",
            "CustomerNotSubscribedException": "service model 1.44.5: the text of RegisterUsage; seller guide, container products",
        },
        {"CustomerNotEntitledException": "doc", "CustomerNotSubscribedException": "doc"},
    ),
    Reading(
        "error_type",
        "Does an error's `__type` in AWS JSON contain the namespace?",
        {
            "plain": "Smithy: AWS JSON 1.1; seen in answers of the marketplace services",
            "namespaced": "Smithy: AWS JSON 1.1: clients must accept `namespace#Code`; the namespace is that of AWS's SDK for JavaScript v3",
        },
        {"plain": "doc", "namespaced": "doc"},
    ),
    Reading(
        "usage_record_window",
        "How old may usage be that BatchMeterUsage accepts?",
        {
            "24h": "service model 1.44.5: less than 24 hours, and none of last month from 06:00 UTC on the first day of a month",
            "6h": "service model 1.43.11: up to six hours",
            "1h": "older code samples of the seller guide: one hour",
        },
        {"24h": "doc", "6h": "doc", "1h": "doc"},
    ),
    Reading(
        "future_usage_record",
        "Does the metering service accept usage of more than 5 minutes ahead?",
        {
            "rejected": "AWS's toolkit for sellers names a wrong clock as a cause of TimestampOutOfBoundsException",
            "accepted": "the API reference names no such limit",
        },
        {"rejected": "doc", "accepted": "assumed"},
    ),
    Reading(
        "unknown_customer",
        "How does BatchMeterUsage answer usage of a customer that does not exist?",
        {
            "customer_not_subscribed": "service model 1.44.5, UsageRecordResult: a cause of CustomerNotSubscribed",
            "invalid_customer_identifier": "service model 1.44.5: InvalidCustomerIdentifierException, which sellers report",
        },
        {"customer_not_subscribed": "doc", "invalid_customer_identifier": "doc"},
    ),
    Reading(
        "usage_before_agreement",
        "Does BatchMeterUsage accept usage by ProductCode of an hour before the customer's agreement began?",
        {
            "accepted": "AWS's toolkit for sellers: a customer is judged by the agreement at the time of the call",
            "rejected": "service model 1.44.8, UsageRecord: not before the start of the software usage; the error is assumed",
        },
        {"accepted": "doc", "rejected": "doc"},
    ),
    Reading(
        "identical_resend",
        "How does BatchMeterUsage answer a record that was billed before, with the same quantity?",
        {
            "success": "service model 1.44.5: identical requests are idempotent; DuplicateRecord has another quantity",
            "duplicate_record": "AWS's toolkit for sellers: DuplicateRecord for the same quantity too",
        },
        {"success": "doc", "duplicate_record": "doc"},
    ),
    Reading(
        "final_usage_hour",
        "How long does an ended agreement take its last usage?",
        {
            "1h": "seller guide: an hour from the agreement's end to the license's deprovisioning",
            "31s": "once: 31 seconds, for a product without metering",
        },
        {"1h": "doc", "31s": "seen"},
    ),
    Reading(
        "final_window_opens_at",
        "What opens the time in which an ended agreement takes its last usage?",
        {
            "agreement_ended": "seller guide: the agreement's end opens it, and the license's deprovisioning closes it",
            "license_deprovisioned": "AWS's toolkit for sellers: the license's deprovisioning opens it",
        },
        {"agreement_ended": "doc", "license_deprovisioned": "doc"},
    ),
    Reading(
        "empty_tag_value",
        "May the value of a tag of an allocation be empty or null?",
        {
            "rejected": "service model 1.44.8, TagValue: at least one character, and Value is required",
            "accepted": "service model 1.44.8, text of Tag: the value can be empty or null",
        },
        {"rejected": "doc", "accepted": "doc"},
    ),
    Reading(
        "allocation_limit",
        "How many allocations may a usage record have?",
        {"2500": "service model 1.44.5", "500": "AWS SDK for Java 2.21, InvalidUsageAllocationsException"},
        {"2500": "doc", "500": "doc"},
    ),
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
            "first": "service model 1.44.5: NextToken might be present with an empty set; that it is the first page is assumed",
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
            "1.44.5 calls it the minimum date",
        },
        {"absent": "assumed", "listed": "assumed"},
    ),
    Reading(
        "dry_run_answer",
        "How does MeterUsage answer a dry run of a caller that may meter?",
        {
            "ok_200": "AWS's sample of a metered container takes every error for a refusal, and so does a seller's software",
            "error_DryRunOperation": "service model 1.44.5: DryRunOperation, or UnauthorizedException without the permissions",
        },
        {"ok_200": "seen", "error_DryRunOperation": "doc"},
    ),
    Reading(
        "agentcore_without_client_token",
        "How does MeterUsage answer a call from Bedrock AgentCore Runtime without a ClientToken?",
        {
            "rejected": "service model 1.44.5, MeterUsage: you must include it; the error is assumed",
            "generated": "service model 1.44.5, ClientToken: AWS makes a random one",
        },
        {"rejected": "doc", "generated": "doc"},
    ),
    Reading(
        "running_instance_after_end",
        "May software that runs when the buyer unsubscribes go on to call MeterUsage?",
        {
            "not_entitled": "service model 1.44.5: CustomerNotEntitledException without a valid subscription",
            "accepted": "seller guide, container products: the buyer may keep running it, and not start more",
        },
        {"not_entitled": "doc", "accepted": "doc"},
    ),
)


def by_name(rows: Iterable[Reading]) -> Mapping[str, Reading]:
    """Index the rows by name; a name used twice fails with both questions."""
    found: dict[str, Reading] = {}
    for row in rows:
        twin = found.setdefault(row.name, row)
        if twin is not row:
            raise ImportError(f"two readings are named {row.name}: {twin.question!r} and {row.question!r}")
    return found


READINGS = by_name(_ROWS)
DEFAULTS: Mapping[str, str] = {row.name: row.default for row in _ROWS}
TOKEN_LIFETIME_SECONDS: Mapping[str, int] = {"4h": 4 * 3600, "1h": 3600}
PROPAGATION_SECONDS: Mapping[str, int] = {"none": 0, "5m": 300}


def check(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings if every name and value is known; otherwise raise UnknownReading."""
    for name, value in settings.items():
        if name not in READINGS:
            raise UnknownReading(f"{name!r} is not a reading; {meant(name, READINGS)}")
        alternatives = READINGS[name].alternatives
        if value not in alternatives:
            raise UnknownReading(f"{value!r} is not an alternative of {name}; expected {' or '.join(alternatives)}")
    return dict(settings)
