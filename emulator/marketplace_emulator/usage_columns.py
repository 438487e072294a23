"""The columns of metering records in CSV, and the fewer that a table for people has."""

from __future__ import annotations

RECORD = (
    "number",
    "metering_record_id",
    "request_id",
    "operation",
    "received_at",
    "product_code",
    "customer_aws_account_id",
    "customer_identifier",
    "agreement_id",
    "license_arn",
    "scope",
    "dimension",
    "timestamp",
    "hour",
    "quantity",
    "allocations",
    "status",
    "billed",
    "reason",
)
RECORD_TABLE = ("hour", "customer_aws_account_id", "dimension", "quantity", "status", "billed", "request_id", "reason")
