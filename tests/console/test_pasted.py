"""Whatever stands around an identifier in a pasted text, the identifier is read out of it, and quickly."""

from __future__ import annotations

import json
import time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import identifiers
from marketplace_emulator.console.pasted import GAP, Pasted, literal
from tests import tiers

JUNK = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAMES = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
IDENTIFIERS = st.one_of(
    NAMES.map(identifiers.token),
    NAMES.map(identifiers.agreement_id),
    NAMES.map(identifiers.license_arn),
    NAMES.map(identifiers.account),
    NAMES.map(identifiers.customer_identifier),
    st.uuids().map(str),
)
WRITTEN = st.sampled_from(
    [
        lambda text: text,
        lambda text: json.dumps({"id": text}),
        lambda text: json.dumps(json.dumps({"id": text})),
        lambda text: f"'{text}',",
        lambda text: f"({text}).",
        lambda text: f"[id={text}]",
        lambda text: f"id: {text};",
        lambda text: f"<{text}>",
        lambda text: f"“{text}”",
        lambda text: f"`{text}`:",
        lambda text: f"https://seller.example/a?id={quote(text, safe='')}&b=c",
        lambda text: f"id={quote(text, safe='')}#end",
    ]
)


def read(text: str) -> set[str]:
    """Return everything that is looked for."""
    return {each for word in Pasted(text).words for each in (word.whole, *word.parts)}


@settings(max_examples=tiers.examples(100, nightly=5000))
@given(JUNK, IDENTIFIERS, WRITTEN, JUNK)
def test_an_identifier_is_read_out_of_any_junk(before: str, identifier: str, written: object, after: str) -> None:
    assert callable(written)
    assert identifier in read(f"{before} {written(identifier)} {after}")


@settings(max_examples=tiers.examples(100, nightly=5000))
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    pasted = Pasted(text)
    assert all(each and GAP not in literal(each) for each in read(text) if literal(each))
    assert pasted.number is None or str(pasted.number) in text.replace("0", "") or "0" in text


@pytest.mark.parametrize("piece", ["a=", "…", "%25", "\\\\u005c", "&a", "a ", '"', "💥", "\u200b", "a/b?c&"])
def test_a_long_text_is_read_in_no_time(piece: str) -> None:
    started = time.process_time()
    pasted = Pasted(piece * (1_000_000 // len(piece)))
    assert pasted.is_cut
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("17", 17),
        ("#17", 17),
        (" exchange-17 ", 17),
        ("Exchange 17", 17),
        ("exchange/17", 17),
        ("17a", None),
        ("1.7", None),
    ],
)
def test_a_number_alone_is_an_exchanges(text: str, number: int | None) -> None:
    assert Pasted(text).number == number
