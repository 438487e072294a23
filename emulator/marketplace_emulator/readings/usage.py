"""Readings about usage that BatchMeterUsage takes: times, customers, duplicates, the end of an agreement, allocations."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace_emulator.readings.reading import Reading

ROWS = (
    Reading(
        "usage_record_window",
        "How old may usage be that BatchMeterUsage accepts?",
        {
            "24h": "service model 1.44.8: less than 24 hours, and none of last month from 06:00 UTC on the first day of a month",
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
        "usage_before_agreement",
        "Does BatchMeterUsage accept usage by ProductCode of an hour before the customer's agreement began?",
        {
            "accepted": "AWS's toolkit for sellers: a customer is judged by the agreement at the time of the call",
            "rejected": "service model 1.44.8, UsageRecord: not before the start of the software usage; the error is assumed",
        },
        {"accepted": "doc", "rejected": "doc"},
    ),
    Reading(
        "unknown_customer",
        "How does BatchMeterUsage answer usage of a customer that does not exist?",
        {
            "customer_not_subscribed": "service model 1.44.8, UsageRecordResult: a cause of CustomerNotSubscribed",
            "invalid_customer_identifier": "service model 1.44.8: InvalidCustomerIdentifierException, which sellers report",
        },
        {"customer_not_subscribed": "doc", "invalid_customer_identifier": "doc"},
    ),
    Reading(
        "identical_resend",
        "How does BatchMeterUsage answer a record that was billed before, with the same quantity?",
        {
            "success": "service model 1.44.8: identical requests are idempotent; DuplicateRecord has another quantity",
            "duplicate_record": "AWS's toolkit for sellers: DuplicateRecord for the same quantity too",
        },
        {"success": "doc", "duplicate_record": "doc"},
    ),
    Reading(
        "final_usage_hour",
        "How long does an ended agreement take its last usage?",
        {
            "1h": "seller guide: an hour from the agreement's end to the license's deprovisioning. License Deprovisioned and "
            "unsubscribe-success come when this time is over, unless their timings are set; then it ends when they come",
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
        {"2500": "service model 1.44.8", "500": "AWS SDK for Java 2.21, InvalidUsageAllocationsException"},
        {"2500": "doc", "500": "doc"},
    ),
)

FINAL_USAGE_SECONDS: Mapping[str, int] = {"1h": 3600, "31s": 31}
"""The seconds of each length of the reading final_usage_hour."""
