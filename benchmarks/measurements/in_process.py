"""The cost of the emulator in a boto3 call in process, compared with a hook that returns a constant."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure
from benchmarks.servers.constant import CONSTANT
from benchmarks.servers.emulator import TOKEN

ROUNDS = 15
CALLS = 60
TARGET = Bound("ratio", "at most", 1.6)
AIM = Bound("ratio", "at most", 1.3)


def measure(_: Cache) -> list[Figure]:
    """Call both by turns in short rounds, the first of which does not count, and compare the medians."""
    from marketplace_emulator import Marketplace

    with Marketplace() as marketplace:
        emulated, constant = marketplace.client("meteringmarketplace"), _constant_client()
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _round in range(1 + ROUNDS):
            for name, client in (("ours", emulated), ("theirs", constant)):
                times[name].append(_time(client))
    ours, theirs = (median(seconds[1:]) * 1e6 for seconds in times.values())
    return [Figure("boto3 call in process", ours, "µs", "constant hook", theirs, TARGET, AIM)]


def _time(client: Any) -> float:
    # A call in process does not wait, so CPU time is the time taken; wall time would include other programs.
    started = time.process_time()
    for _ in range(CALLS):
        client.resolve_customer(RegistrationToken=TOKEN)
    return (time.process_time() - started) / CALLS


def _constant_client() -> Any:
    import boto3
    from botocore.awsrequest import AWSResponse, HeadersDict

    class Raw:
        def stream(self) -> list[bytes]:
            return [CONSTANT]

    def answer(request: Any, **_: Any) -> Any:
        headers = HeadersDict({"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "constant"})
        return AWSResponse(request.url, 200, headers, Raw())

    client = boto3.session.Session().client(
        "meteringmarketplace",
        region_name="us-east-1",
        aws_access_key_id="AKIAMARKETPLACELOCAL",
        aws_secret_access_key="local-secret-access-key-of-the-seller",
    )
    client.meta.events.register_last("before-send.*", answer)
    return client
