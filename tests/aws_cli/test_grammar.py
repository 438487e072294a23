"""Our parser of shorthand and our formatters of text and tables agree with the AWS CLI v1's own code."""

from __future__ import annotations

import argparse
import io
import json
import math
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace_emulator.aws_cli import shorthand
from marketplace_emulator.aws_cli.answer import Answer
from marketplace_emulator.aws_cli.output import table, text
from marketplace_emulator.aws_cli.yaml_1_2 import write
from marketplace_emulator.yaml_file import Yaml

genuine_shorthand = pytest.importorskip("awscli.shorthand")  # a dependency of the tests only, not of the emulator
genuine_formatter = pytest.importorskip("awscli.formatter")

# Every character with a meaning in shorthand, and a few without.
TOKENS = st.sampled_from(
    [*"=,[]{}'\"\\@ \t", "\n", "a", "Key", "b-c", "1.5", "é", "\\,", "\\'", ":", "/", "A=b", ",C=d", "[x,y]", "{k=v}"]
)
TEXTS = st.lists(TOKENS, max_size=14).map("".join)


def outcome(parse: Any, written: str, failure: type[Exception]) -> Any:
    """Return a parser's result for a text, or its error."""
    try:
        return parse(written)
    except failure as refused:
        return str(refused)


@given(TEXTS)
@example("A=b,C=d,e,F='g,\\'h',I=[j,{k=l}],M={n=o,p=[q]}")
@example("A=b\nC")
def test_shorthand_is_read_and_refused_like_by_the_genuine_parser(written: str) -> None:
    ours = outcome(shorthand.parse, written, shorthand.ShorthandError)
    genuine = outcome(genuine_shorthand.ShorthandParser().parse, written, genuine_shorthand.ShorthandParseError)
    assert ours == genuine


SCALARS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12),
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(allow_nan=False),
)
NAMES = st.sampled_from(["ProductCode", "Value", "Entitlements", "Tags", "Z"])
FLAT = st.dictionaries(NAMES, SCALARS, max_size=4)
# A list holds scalars, structures, or lists of scalars, like answers and most queries.
NESTED = st.recursive(
    FLAT,
    lambda inner: st.dictionaries(
        NAMES, st.one_of(SCALARS, inner, st.lists(SCALARS, max_size=3), st.lists(inner, max_size=3)), max_size=4
    ),
    max_leaves=8,
)
ANSWERS = st.one_of(NESTED, st.lists(NESTED, max_size=3), st.lists(SCALARS, max_size=4), SCALARS)


def printed(formatter: str, found: Any, **settings: Any) -> Any:
    """Return the genuine formatter's output, or the exception's type if it fails."""
    stream = io.StringIO()
    arguments = argparse.Namespace(query=argparse.Namespace(search=lambda _: found), color="off", **settings)
    try:
        genuine_formatter.get_formatter(formatter, arguments)("GetEntitlements", {}, stream)
    except Exception as failure:
        return type(failure)
    return stream.getvalue()


@given(ANSWERS)
def test_text_is_written_as_the_genuine_formatter_writes_it(found: Any) -> None:
    assert "".join(f"{line}\n" for line in text.lines(found)) == printed("text", found)


@given(ANSWERS)
@example({"a": "x" * 200, "b": [{"c": 1, "d": {"e": 2}}, {"c": 3, "f": 4}]})
@example([["a", "b"], ["c", "d"]])
@example({"宽": "字" * 20})
def test_tables_are_drawn_as_the_genuine_formatter_draws_them(found: Any) -> None:
    stream = io.StringIO()
    query = argparse.Namespace(search=lambda _: found)
    try:
        table.write(Answer({}, query), title="GetEntitlements", color="off", stream=stream)
        drawn: Any = stream.getvalue()
    except Exception as failure:
        drawn = type(failure)
    assert drawn == printed("table", found)


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e-7, "1e-07"), (1e16, "1e+16"), (1e22, "1e+22"), (-1.5e300, "-1.5e+300"), (10.0, "10.0"), (math.inf, ".inf")],
)
def test_numbers_are_written_as_ruamel_writes_them(number: float, text: str) -> None:
    assert write([number]) == f"- {text}\n"


@given(ANSWERS)
@example("012345670123")
@example(["yes", "no", "1:30", "0o7", "1e3", "~", "2026-11-23", "2026-11-23T00:00:00Z", "<<", "=", ""])
def test_what_is_written_as_yaml_reads_the_same(found: Any) -> None:
    assert json.dumps(Yaml(write([found])).value, sort_keys=True) == json.dumps([found], sort_keys=True)
