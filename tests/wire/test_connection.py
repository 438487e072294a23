"""A connection with any client: it is answered in order, and closed cleanly."""

from __future__ import annotations

import os
import socket

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.eventually import eventually
from tests.wire.raw_http import HEAD, answers, connected, post, until_closed


def open_files() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("fault", [{"drop": "before"}, {"drop": "after"}, {"hang": True}])
def test_faults_on_connections_leave_no_file_open(fault: dict[str, object]) -> None:
    with Marketplace(port=0) as marketplace:
        client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=0.3))
        marketplace.add_fault(operation="ResolveCustomer", **fault)
        with pytest.raises(HTTPClientError):
            client.resolve_customer(RegistrationToken="any")
        before = open_files()
        for _ in range(5):
            with pytest.raises(HTTPClientError):
                client.resolve_customer(RegistrationToken="any")
        eventually(lambda: open_files() <= before, "the connections' files are closed")


def test_requests_sent_at_once_are_answered_in_order(wire: Wire) -> None:
    words = ["valid", "expired", "invalid"] * 20
    sent = b"".join(post(word) for word in words[:-1]) + post(words[-1], "Connection: close")
    codes = {"valid": None, "expired": "ExpiredTokenException", "invalid": "InvalidTokenException"}
    assert [code for _, code in answers(wire.raw(sent))] == [codes[word] for word in words]


def test_requests_after_a_waiting_one_are_answered_after_it(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.3, token="expired")
    received = wire.raw(post("expired") + post("valid", "Connection: close"))
    assert answers(received) == [(400, "ExpiredTokenException"), (200, None)]


def test_a_request_in_single_bytes_is_read(wire: Wire) -> None:
    with connected(wire) as connection:
        for byte in post("valid", "Connection: close"):
            connection.sendall(bytes([byte]))
        assert answers(until_closed(connection)) == [(200, None)]


def test_http_1_0_is_answered_and_closed(wire: Wire) -> None:
    received = wire.raw(post("valid", version="1.0"))
    assert answers(received) == [(200, None)]
    assert b"connection: close" in received.lower()


def test_a_chunked_body_may_have_trailers(wire: Wire) -> None:
    body = b'{"RegistrationToken": "valid"}'
    chunks = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\nX-Amz-Target: other\r\n\r\n" % (5, body[:5], len(body) - 5, body[5:])
    head = f"POST / HTTP/1.1\r\nHost: x\r\n{HEAD}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    assert answers(wire.raw(head + chunks)) == [(200, None)]


def test_an_upgrade_to_another_protocol_is_ignored(wire: Wire) -> None:
    upgrade = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
    received = wire.raw(post("valid", *upgrade) + post("expired", "Connection: close"))
    assert answers(received) == [(200, None), (400, "ExpiredTokenException")]


def test_many_upgrade_requests_are_answered_in_order(wire: Wire) -> None:
    upgrade = b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    assert answers(wire.raw(upgrade * 2000 + post("valid", "Connection: close")))[-1] == (200, None)
    assert wire.send(b'{"RegistrationToken": "valid"}').status_code == 200


@pytest.mark.parametrize(("version", "option"), [("1.0", ""), ("1.1", ", close")])
def test_an_upgrade_request_may_close_the_connection(wire: Wire, version: str, option: str) -> None:
    received = wire.raw(post("valid", f"Connection: Upgrade{option}", "Upgrade: h2c", version=version) + post("valid"))
    assert answers(received) == [(200, None)]
    assert b"\r\nConnection: close\r\n" in received


def test_a_client_of_http_1_0_is_not_asked_to_continue(wire: Wire) -> None:
    received = wire.raw(post("valid", "Expect: 100-continue", version="1.0"))
    assert answers(received) == [(200, None)]


def test_requests_after_a_dropped_one_are_not_processed(served: Marketplace, wire: Wire) -> None:
    assert wire.raw(post("drop") + post("valid") * 3) == b""
    assert [each["outcome"] for each in served.exchanges()] == ["drop"]


def test_a_client_that_has_closed_its_side_still_gets_its_answer(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.3, token="valid")
    with connected(wire) as connection:
        connection.sendall(post("valid"))
        connection.shutdown(socket.SHUT_WR)
        assert answers(until_closed(connection)) == [(200, None)]


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"\0" * 100])
def test_bytes_that_are_not_http_are_refused(wire: Wire, sent: bytes) -> None:
    assert answers(wire.raw(sent)) == [(400, "MalformedHttpRequestException")]


def test_a_fault_in_the_second_request_does_not_affect_the_first(served: Marketplace, wire: Wire) -> None:
    served.add_fault(latency=0.2, token="valid")
    assert answers(wire.raw(post("valid") + b"nonsense\r\n\r\n"))[0] == (200, None)


@pytest.mark.parametrize("target", ["*", "localhost:80", "/a%20b?c=d"])
@pytest.mark.parametrize("method", ["OPTIONS", "CONNECT", "TRACE"])
def test_a_strange_target_is_answered_as_aws_or_refused(wire: Wire, method: str, target: str) -> None:
    received = wire.raw(f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answers(received)[0] in [
        (400, "UnknownOperationException"),
        (400, "MalformedHttpRequestException"),
    ]


def test_an_unreadable_request_gets_aws_s_error_and_is_in_the_journal(served: Marketplace) -> None:
    client = served.client(config=Config(retries={"total_max_attempts": 1}))
    client.meta.events.register_last(
        "before-send.*", lambda request, **_: request.headers.update({"Transfer-Encoding": "chunked"}) or None
    )
    with pytest.raises(ClientError, match=r"\(MalformedHttpRequestException\) .* could not be read as HTTP") as failed:
        client.resolve_customer(RegistrationToken="valid")
    [exchange] = served.exchanges()
    assert exchange["outcome"] == "MalformedHttpRequestException"
    assert exchange["request_id"] == failed.value.response["ResponseMetadata"]["RequestId"]
