"""The emulator, started by `serve`, with a request that resolves a token of the default world."""

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
    command = (sys.executable, "-m", "marketplace_emulator", "serve", "--port", "{port}", *arguments)
    return Server("emulator", command, HEADERS, BODY, f'"ProductCode":"{PRODUCT}"'.encode())
