"""The emulator, started by `serve`, with a request that resolves a token of the default world, or meters nothing yet."""

from __future__ import annotations

import json
import sys

from benchmarks.servers.server import Server, aws_headers
from marketplace_emulator import identifiers

TOKEN = identifiers.token("alder-backup")
HEADERS = aws_headers("AWSMPMeteringService.ResolveCustomer")
BODY = json.dumps({"RegistrationToken": TOKEN})
PRODUCT = identifiers.product_code("harbor-backup")


def server(*arguments: str) -> Server:
    """Return the server for `serve` with these arguments."""
    return Server("emulator", _serve(*arguments), HEADERS, BODY, f'"ProductCode":"{PRODUCT}"'.encode())


def metering(*arguments: str) -> Server:
    """Return the server for `serve` with these arguments, with a BatchMeterUsage without records."""
    headers = aws_headers("AWSMPMeteringService.BatchMeterUsage")
    return Server("emulator", _serve(*arguments), headers, '{"UsageRecords":[]}', b'"Results":[]')


def _serve(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "marketplace_emulator", "serve", "--port", "{port}", *arguments)
