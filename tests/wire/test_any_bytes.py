"""Random bytes over a socket: the server answers or closes, never with a 5xx or HTML, and keeps running."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import AUTHORIZATION, RESOLVE, Wire
from tests.tiers import examples
from tests.wire.cbor_client import ENTITLEMENTS

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                f"X-Amz-Target: {RESOLVE}",
                "Content-Type: application/x-amz-json-1.1",
                f"Authorization: {AUTHORIZATION}",
                "Content-Encoding: gzip",
                "Expect: 100-continue",
                "Content-Length: 0",
                "Content-Length: 1",
                "Smithy-Protocol: rpc-v2-cbor",
                "Content-Type: application/cbor",
            ]
        ),
        st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40),
    ),
    max_size=6,
)


@pytest.mark.no_cover
@settings(max_examples=examples(200, nightly=1_000), suppress_health_check=list(HealthCheck))
@given(
    method=st.sampled_from(["POST", "GET", "BREW", "post", ""]),
    path=st.sampled_from(["/", "*", "/%ff", "http://x/", "//", "/?a=b#c", " ", ENTITLEMENTS, ENTITLEMENTS]),
    lines=LINES,
    body=st.binary(max_size=40),
)
def test_any_bytes(wire: Wire, method: str, path: str, lines: list[str], body: bytes) -> None:
    head = "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *lines, "Connection: close", "", ""))
    received = wire.raw(head.encode("latin-1") + body, shut=True)
    statuses = [int(status) for status in re.findall(rb"HTTP/1\.1 (\d\d\d) ", received) if status != b"100"]
    assert all(200 <= status < 500 for status in statuses)
    assert received.count(b"\r\nx-amzn-RequestId: ") == len(statuses)
    assert received.count(b'{"__type":"') + received.count(b"\xa2f__type") == len(
        [status for status in statuses if status >= 400]
    )
    assert b"<html" not in received.lower()
    assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200
