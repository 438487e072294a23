"""Every answer to any request has AWS's shape: no 5xx without a fault, and no other kind of body."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cbor2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from marketplace_emulator.catalogue import by_target
from marketplace_emulator.operations import HERE
from tests.conftest import AUTHORIZATION, RESOLVE, Wire
from tests.tiers import examples
from tests.wire.cbor_client import AGREEMENT, ENTITLEMENTS, SENT

NAMES = st.sampled_from(
    [
        "x-amz-target",
        "content-type",
        "authorization",
        "content-encoding",
        "x-amz-date",
        "content-length",
        "host",
        "accept",
        "smithy-protocol",
    ]
)
VALUES = st.one_of(
    st.sampled_from([RESOLVE, "application/x-amz-json-1.1", "application/x-amz-json-1.0", AUTHORIZATION, "gzip", ""]),
    st.sampled_from(["rpc-v2-cbor", "application/cbor"]),
    st.text(st.characters(codec="latin-1"), max_size=60),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = st.sampled_from(
    ["RegistrationToken", "UsageRecords", "ProductCode", "Timestamp", "Filter", "MaxResults", "agreementId"]
)
LONE_SURROGATE = b'{"RegistrationToken":"\\ud800\\u0000"}'
BODIES = st.one_of(
    st.binary(max_size=300),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(MEMBERS, JSON, max_size=3).map(lambda value: json.dumps(value).encode()),
    st.text(max_size=200).map(lambda token: json.dumps({"RegistrationToken": token}).encode()),
)
OF_CBOR = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats()
    | st.text(max_size=40)
    | st.binary(max_size=40)
    | st.just(cbor2.undefined)
    | st.integers(32, 255).map(cbor2.CBORSimpleValue),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=12) | st.integers() | st.binary(max_size=4), inner, max_size=4)
        | st.builds(
            cbor2.CBORTag,
            st.sampled_from([0, 1, 1, 1, 2, 3, 4, 5, 25, 28, 29, 35, 36, 256, 55799]) | st.integers(0, 2**64 - 1),
            inner,
        )
    ),
    max_leaves=12,
)
CBOR = st.builds(
    cbor2.dumps, OF_CBOR | st.dictionaries(MEMBERS, OF_CBOR, max_size=3), indefinite_containers=st.booleans()
)
CBOR_BODIES = st.one_of(
    st.binary(max_size=300),
    CBOR,
    st.builds(
        lambda body, at, other: body[:at] + other + body[at + 1 :], CBOR, st.integers(0, 300), st.binary(max_size=3)
    ),
)


@dataclass(frozen=True)
class Sent:
    """A request as it is sent: `headers` in order; Content-Length is missing unless Hypothesis draws one."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def written(self) -> bytes:
        headers = {"host": "localhost", "content-length": str(len(self.body)), **self.headers}
        lines = [f"{self.method} {self.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join((*lines, "", "")).encode("latin-1") + self.body


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """A request that is correct except for a few parts, or wrong in every part."""
    headers = {
        "x-amz-target": draw(st.sampled_from(sorted(by_target()))),
        "content-type": "application/x-amz-json-1.1",
        "authorization": AUTHORIZATION,
        **draw(st.dictionaries(NAMES, VALUES, max_size=2)),
    }
    method = draw(st.sampled_from(["POST"] * 8 + ["GET", "PUT", "TRACE"]))
    path = draw(st.sampled_from(["/"] * 8 + ["", "//", "/x", "/_emulatorx"]))
    return Sent(method, path + draw(st.sampled_from(["", "?a=b", "?%%%"])), headers, draw(BODIES))


@st.composite
def requests_in_cbor(draw: st.DrawFn) -> Sent:
    """A request as Smithy RPC v2 CBOR that is correct except for a few parts."""
    headers = {
        **{name.lower(): value for name, value in SENT.items() if value is not None},
        "authorization": AUTHORIZATION,
        **draw(st.dictionaries(NAMES, VALUES, max_size=1)),
    }
    method = draw(st.sampled_from(["POST"] * 8 + ["GET"]))
    return Sent(
        method,
        draw(st.sampled_from([ENTITLEMENTS, AGREEMENT] * 4 + ["/", "/v1/service/x/operation/y"])),
        headers,
        draw(CBOR_BODIES),
    )


def answers(wire: Wire, sent: bytes) -> Iterator[tuple[int, dict[str, str], Any]]:
    """Send this request, end the sending side, and read all answers until the server closes."""
    host, port = wire.url.removeprefix("http://").split(":")
    received = b""
    # The server may refuse the request before all of it is sent.
    with socket.create_connection((host, int(port)), 30) as connection, contextlib.suppress(ConnectionError):
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        while chunk := connection.recv(65536):
            received += chunk
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers["content-length"])
        decode = cbor2.loads if "smithy-protocol" in headers else json.loads
        yield int(first.split(" ")[1]), headers, decode(received[:length])
        received = received[length:]


@pytest.mark.no_cover
@settings(max_examples=examples(1_000, nightly=10_000), suppress_health_check=list(HealthCheck))
@given(request=requests() | requests_in_cbor())
@example(Sent("POST", "/", {"x-amz-target": RESOLVE, "authorization": AUTHORIZATION}, LONE_SURROGATE))
@example(
    Sent(
        "POST",
        "/",
        {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION},
        LONE_SURROGATE,
    )
)
@example(Sent("BREW", "/", {}, b""))
@example(Sent("POST", "/", {"content-length": "-1"}, b""))
@example(Sent("POST", "/", {"transfer-encoding": "chunked"}, b"nonsense"))
def test_any_request_has_an_answer_of_aws_shape(wire: Wire, request: Sent) -> None:
    found = list(answers(wire, request.written))
    assert found or "content-length" in request.headers  # Content-Length announces more than is sent
    for status, headers, body in found:
        assert headers["x-amzn-requestid"]
        if headers.get("smithy-protocol") == "rpc-v2-cbor":
            assert headers["content-type"] == "application/cbor"
        else:
            assert headers["content-type"].startswith("application/x-amz-json-1.")
        if status == 200:
            assert any(name.encode() in request.written for name in HERE)
        elif status >= 500:
            assert body["__type"].rpartition("#")[2] == "NotImplementedByEmulator"
        elif "smithy-protocol" not in headers:
            assert body["__type"] == headers["x-amzn-errortype"]
