"""Whatever is sent, the answer is AWS's: no 5xx that was not asked for, no body of another shape."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from emulator import Marketplace
from emulator.catalogue import by_target
from emulator.http import HttpRequest
from emulator.operations import HERE
from tests.conftest import AUTHORIZATION, RESOLVE

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
    ]
)
VALUES = st.one_of(
    st.sampled_from([RESOLVE, "application/x-amz-json-1.1", "application/x-amz-json-1.0", AUTHORIZATION, "gzip", ""]),
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
BODIES = st.one_of(
    st.binary(max_size=300),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(MEMBERS, JSON, max_size=3).map(lambda value: json.dumps(value).encode()),
    st.text(max_size=200).map(lambda token: json.dumps({"RegistrationToken": token}).encode()),
)


@st.composite
def requests(draw: st.DrawFn) -> HttpRequest:
    """A request that is right but for a few things, or wrong in all."""
    headers = {
        "x-amz-target": draw(st.sampled_from(sorted(by_target()))),
        "content-type": "application/x-amz-json-1.1",
        "authorization": AUTHORIZATION,
        **draw(st.dictionaries(NAMES, VALUES, max_size=2)),
    }
    method = draw(st.sampled_from(["POST"] * 8 + ["GET", "PUT", "TRACE"]))
    path = draw(st.sampled_from(["/"] * 8 + ["", "//", "/x", "/_emulatorx"]))
    return HttpRequest(method, path, headers, draw(BODIES), draw(st.sampled_from(["", "a=b", "%%%"])))


@pytest.fixture(scope="module")
def any_marketplace() -> Iterator[Marketplace]:
    with Marketplace() as marketplace:
        yield marketplace


@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=requests())
@example(
    HttpRequest(
        "POST", "/", {"x-amz-target": RESOLVE, "authorization": AUTHORIZATION}, b'{"RegistrationToken":"\\ud800"}'
    )
)
@example(
    HttpRequest(
        "POST",
        "/",
        {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION},
        b'{"RegistrationToken":"\\ud800\\u0000"}',
    )
)
def test_any_request_has_an_answer_of_aws_shape(any_marketplace: Marketplace, request: HttpRequest) -> None:
    answer = any_marketplace.respond(request)
    body = json.loads(answer.body)
    assert answer.header("x-amzn-RequestId")
    assert str(answer.header("Content-Type")).startswith("application/x-amz-json-1.")
    if answer.status == 200:
        assert request.headers["x-amz-target"].partition(".")[2] in HERE
    elif answer.status >= 500:
        assert body["__type"] == "NotImplementedByEmulator"
    else:
        assert body["__type"] == answer.header("x-amzn-ErrorType")
