"""Fixture files are YAML 1.2: how values are read, and where quotes are needed."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from marketplace_emulator import FixtureError, Marketplace
from marketplace_emulator.yaml_file import MOST_LEVELS, NotYaml, Yaml


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("yes", "no", "on", "off", "y", "N", "Yes", "tRue", "nULL", "inf", "nan")),
        *((time, time) for time in ("2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01 00:00:00", "12:30:45")),
        *((text, text) for text in ("1_000", "0b11", "1e", "e3", "1.2.3", "0o8", "0x", "+", "-a", "=", "now+4h")),
        *(("true", True), ("True", True), ("FALSE", False), ("~", None), ("null", None), ("", None)),
        *(("012345678901", 12345678901), ("0o17", 15), ("017", 17), ("0x1F", 31), ("-5", -5), ("+5", 5)),
        *(("8e3", 8000.0), ("1.", 1.0), (".5", 0.5), ("-1.5E-3", -0.0015), (".inf", math.inf), ("-.INF", -math.inf)),
        *(("'5'", "5"), ('"null"', "null"), ("! 5", "5"), ("!!str 5", "5"), ("!!float 5", 5.0), ("!!int '5'", 5)),
        *(("|\n  5\n", "5\n"), ("[1, a]", [1, "a"]), ("{5: a}", {"5": "a"}), ("!!map {a: }", {"a": None})),
        *(("&a x", "x"), ("[&a [1], *a]", [[1], [1]]), ("[&a x, *a]", ["x", "x"]), ("{&k a: *k}", {"a": "a"})),
        ("[&a 1, &a 2, *a]", [1, 2, 2]),
        ("{<<: {a: 1, b: 2}, b: 3}", {"a": 1, "b": 3}),
        ("{<<: [{a: 1}, {a: 2, b: 2}], c: 3}", {"a": 1, "b": 2, "c": 3}),
    ],
)
def test_a_value_is_read_as(written: str, value: Any) -> None:
    read = Yaml(f"it: {written}").value["it"]
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: [", 3, "did not find expected node content"),
        ("a: 1\n---\nb: 2", 2, "expected one document, found another"),
        ("a:\n  *b", 2, "there is no anchor 'b' above"),
        ("a:\n- !!int x", 2, "'x' does not fit its tag"),
        ("a:\n- !!map x", 2, "'x' does not fit its tag"),
        ("a:\n- !!seq {}", 2, "does not fit here"),
        ("a:\n- !!binary x", 2, "the tag tag:yaml.org,2002:binary is not known; expected one of !!str, !!int"),
        ("a:\n- !x {}", 2, "the tag !x is not known"),
        ("a:\n- <<: x", 2, "expected a mapping to merge"),
        ("a: 1\n? [b]\n: c", 2, "expected a key"),
        ("a: 1\n? {b: c}\n: c", 2, "expected a key"),
        ("- &a x\n- {*a : y}", 2, "expected a key"),
        ("a:\n- " + "9" * 5000, 2, "Exceeds the limit"),
        ("a:\n " + "[" * MOST_LEVELS + "]" * MOST_LEVELS, 2, f"has more than {MOST_LEVELS} lists and mappings"),
        ("a: \x00", 1, "special characters are not allowed|control characters are not allowed"),
    ],
)
def test_a_text_that_cannot_be_read(text: str, line: int, problem: str) -> None:
    with pytest.raises(NotYaml, match=problem) as refusal:
        Yaml(text)
    assert refusal.value.line == line


def test_the_line_of_a_value_is_found() -> None:
    read = Yaml("a: &a\n  b: 1\n  c:\n  - x\n  - y\nd:\n  <<: *a\n  e: 1\n")
    lines = {"$": 1, "$.a": 1, "$.a.c": 3, "$.a.c[1]": 5, "$.d.e": 8, "$.d.b": 2, "$.d.c[0]": 4, "$.a.none[0]": 1}
    assert {path: read.line(path) for path in lines} == lines


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "{name: b, customer_aws_account_id: 012345678901}",
            "customer_aws_account_id is 12345678901, expected 12 digits, in quotes",
        ),
        ("{name: b, customer_aws_account_id: 0o1234567012}", "expected 12 digits, in quotes"),
        (
            "{name: b, customer_identifier: 8e3}",
            "customer_identifier is 8000.0, expected text; write it in quotes",
        ),
        ("{name: b, customer_identifier: 0x1F}", "customer_identifier is 31, expected text; write it in quotes"),
        ("{name: null}", "name is null, expected text"),
        ("{name: true}", "name is true, expected text; write it in quotes"),
        ("{name: 5}", "name is 5, expected text; write it in quotes"),
    ],
)
def test_where_quotes_are_needed_the_error_says_so(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "world.yaml").write_text(f"products: [{{name: p}}]\nbuyers:\n- {entry}\n")
    with pytest.raises(FixtureError) as refusal:
        Marketplace([tmp_path / "world.yaml"])
    assert "world.yaml:3: $.buyers[0]" in str(refusal.value)
    assert said in str(refusal.value)


def test_names_that_yaml_1_1_reads_as_other_values_need_no_quotes(tmp_path: Path) -> None:
    names = ["no", "on", "yes", "1_000", "2026-01-01", "1:30"]
    (tmp_path / "world.yaml").write_text("products:\n" + "".join(f"- name: {name}\n" for name in names))
    with Marketplace([tmp_path / "world.yaml"]) as marketplace:
        assert [each["name"] for each in marketplace.products()] == names


PIECES = [
    "a",
    "b: ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    ": ",
    "\n",
    "  ",
    "'c'",
    '"d"',
    "? ",
    "#",
    "|\n",
    "&x ",
    "*x",
    "---\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_lists_and_mappings_are_as_pyyaml_builds_them(text: str) -> None:
    try:
        built = yaml.load(text, yaml.CBaseLoader)
        keys = _keys(yaml.compose(text, yaml.CBaseLoader), set())
    except yaml.YAMLError as error:
        # YAML 1.2.2, 7.1, allows a second anchor of the same name; PyYAML does not.
        assume("duplicate anchor" not in str(error))
        with pytest.raises(NotYaml):
            Yaml(text)
        return
    assume(all(isinstance(key, yaml.ScalarNode) for key in keys))
    try:
        read = Yaml(text).value
    except NotYaml as error:
        assume(not error.problem.startswith(("is written twice", "is an alias", "expected a key")))
        raise
    assert _nulls(read) == _nulls(built)


def _keys(node: Any, seen: set[int]) -> list[Any]:
    if id(node) in seen or not isinstance(node, yaml.CollectionNode):
        return []
    inner = [each for pair in node.value for each in (pair if isinstance(pair, tuple) else (pair,))]
    keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
    return keys + [key for each in inner for key in _keys(each, seen | {id(node)})]


def _nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _nulls(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_nulls(each) for each in value]
    return None if value == "" else value
