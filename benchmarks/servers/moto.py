"""moto's server. It has no ResolveCustomer, so the request is BatchMeterUsage, which stores nothing there."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.cache import Cache
from benchmarks.servers.server import Server, aws_headers

REQUIREMENT = "moto[server]>=5.2,<6"
HEADERS = aws_headers("AWSMPMeteringService.BatchMeterUsage")


def server(cache: Cache, *, records: int = 1) -> Server:
    """Install moto and return the server, whose request has so many records, or raise Missing."""
    place = cache.installed(
        "moto",
        (sys.executable, "-m", "venv", "venv"),
        ("venv/bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check", REQUIREMENT),
    )
    record = {"Timestamp": int(time.time()), "CustomerIdentifier": "ifAPi5AcF3", "Dimension": "users", "Quantity": 1}
    body = json.dumps({"ProductCode": "u8awl6uzdqh7wj5kz0cx2nh9q", "UsageRecords": [record] * records})
    return Server("moto", (str(place / "venv/bin/moto_server"), "-p", "{port}"), HEADERS, body, b'"UnprocessedRecords"')
