"""Whatever was sent, the timeline tells of it, its page shows it, and curl can repeat it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import cbor2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console.copies import KINDS
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER
from tests.console.timeline.test_exchange_page import send
from tests.tiers import examples

TEXTS = st.text(max_size=30) | st.sampled_from(["\ud800", "\x00", "\x1b[31m", "\u202e", "<b>", "{{ 7*7 }}", "😀" * 9])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers(-(2**70), 2**70) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
BODIES = st.one_of(
    st.binary(max_size=80),
    VALUES.map(lambda each: json.dumps({"RegistrationToken": each}).encode()),
    VALUES.map(lambda each: json.dumps(each).encode()),
    st.binary(max_size=20).map(lambda each: cbor2.dumps({"RegistrationToken": each})),
)


@pytest.fixture(scope="module")
def world() -> Iterator[Marketplace]:
    """An emulator that all examples share."""
    with Marketplace() as marketplace:
        yield marketplace


@settings(max_examples=examples(15, nightly=2000), suppress_health_check=list(HealthCheck))
@given(body=BODIES, header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30))
@example(body=b'{"RegistrationToken": "\\ud800"}', header="x")
@example(body=b"[" * 5000, header="")
@example(body=b"\xbf\x71RegistrationToken\x7f\x61a\xff\xff", header="")
def test_whatever_was_sent_is_shown(world: Marketplace, body: bytes, header: str) -> None:
    world.reset(only="exchanges")
    browser = Client(Wsgi(world.site))
    number = send(world, body, x_any=header)
    for shown in ("/console/timeline", f"/console/exchanges/{number}", f"/console/exchanges/{number}/request/body"):
        answer = browser.get(shown, headers=BROWSER)
        assert answer.status_code == 200, answer.text
    for kind in KINDS:
        answer = browser.get(f"/console/exchanges/{number}/copy/{kind}", headers=BROWSER)
        assert answer.status_code == 200, answer.text
        if kind != "curl":
            compile(answer.data, "copied.py", "exec")
