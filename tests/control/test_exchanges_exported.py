"""The journal exported: as lines of JSON, and as HAR."""

from __future__ import annotations

import json

import httpx
import pytest
from jsonschema import Draft202012Validator

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.control.conftest import fails, get

TEXT = {"type": "string"}


PAIRS = {"type": "array", "items": {"type": "object", "required": ["name", "value"], "properties": {"value": TEXT}}}


MESSAGE = ["httpVersion", "cookies", "headers", "headersSize", "bodySize"]


HAR = {
    "$comment": "what http://www.softwareishard.com/blog/har-12-spec demands",
    "type": "object",
    "required": ["log"],
    "properties": {
        "log": {
            "type": "object",
            "required": ["version", "creator", "entries"],
            "properties": {
                "version": {"const": "1.2"},
                "creator": {"type": "object", "required": ["name", "version"]},
                "entries": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
                        "properties": {
                            "startedDateTime": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"},
                            "time": {"type": "number", "minimum": 0},
                            "request": {
                                "required": [*MESSAGE, "method", "url", "queryString"],
                                "properties": {
                                    "headers": PAIRS,
                                    "queryString": PAIRS,
                                    "postData": {"required": ["mimeType", "text"]},
                                },
                            },
                            "response": {
                                "required": [*MESSAGE, "status", "statusText", "content", "redirectURL"],
                                "properties": {
                                    "status": {"type": "integer"},
                                    "headers": PAIRS,
                                    "content": {"required": ["size", "mimeType"]},
                                },
                            },
                            "timings": {"required": ["send", "wait", "receive"]},
                        },
                    },
                },
            },
        }
    },
}


def test_json_lines_hold_one_exchange_each(served: Marketplace) -> None:
    fails(served.client(), "never issued")
    served.client().resolve_customer(RegistrationToken=served.mint_token())
    answer = get(served, "/exchanges.jsonl?full=true")
    assert answer.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in answer.text.splitlines()] == served.exchanges()
    assert get(served, "/exchanges.jsonl?outcome=ThrottlingException").content == b""


def test_har_has_the_sent_sizes_although_tokens_are_shortened(served: Marketplace, wire: Wire) -> None:
    body = json.dumps({"RegistrationToken": "k" * 200}).encode()
    answer = wire.send(body)
    (entry,) = get(served, "/exchanges.har").json()["log"]["entries"]
    assert len(entry["request"]["postData"]["text"]) < len(body) == entry["request"]["bodySize"]
    assert entry["response"]["bodySize"] == entry["response"]["content"]["size"] == len(answer.content)


def test_har_is_har_1_2_for_every_kind_of_exchange(served: Marketplace, wire: Wire) -> None:
    client = served.client()
    client.resolve_customer(RegistrationToken=served.mint_token())
    fails(client, "never issued")
    wire.send(path="/x?a=1&b=", method="GET")
    wire.send(b"\xff\xfe{")
    served.add_fault(operation="ResolveCustomer", drop="before", times=1)
    with pytest.raises(httpx.HTTPError):
        wire.send(b"{}")
    har = get(served, "/exchanges.har").json()
    Draft202012Validator(HAR).validate(har)
    resolved, invalid, got, binary, dropped = har["log"]["entries"]
    assert resolved["request"]["url"] == f"{served.url}/"
    assert resolved["response"]["status"] == 200
    assert (invalid["_outcome"], invalid["response"]["statusText"]) == ("InvalidTokenException", "Bad Request")
    assert got["request"]["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": ""}]
    assert "postData" not in got["request"]
    assert binary["request"]["postData"]["_encoding"] == "base64"
    assert binary["request"]["bodySize"] == 3
    assert (dropped["_outcome"], dropped["response"]["status"], len(dropped["_fault"])) == ("drop", 0, 1)
