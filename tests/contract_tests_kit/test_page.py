"""How a page is read: its text, forms, charset and scripts, and what of a form a browser would obey in it."""

from __future__ import annotations

import html
import json

import pytest

from marketplace_contracts import page
from marketplace_contracts.answer import Hop
from marketplace_contracts.test_leaks_markup import MARKUP, obeyed


def test_a_page_is_read_as_the_buyer_sees_it() -> None:
    read = page.read(
        "<html lang=en><title>A</title><script>var error = 1</script><style>p{}</style><p>One &amp; two.<p>Three"
        '<form method=post action=/go><input name=a value=1><input type=email name=b></form><a href="mailto:x@y.zz">x</a>',
        "text/html; charset=utf-8",
    )
    assert read.text == "A\nOne & two.\nThree\nx"
    assert (read.language, read.links) == ("en", ("mailto:x@y.zz",))
    assert (read.forms[0].action, read.forms[0].fields, read.forms[0].kinds["b"]) == (
        "/go",
        {"a": "1", "b": ""},
        "email",
    )


@pytest.mark.parametrize(
    ("body", "drawn"),
    [
        (
            "<title>The\n Shop</title><div id=root></div><script src=a.js></script><noscript>Turn scripts on.</noscript>",
            True,
        ),
        ("<script src=a.js></script>", True),
        ("<title>Shop</title>", False),
        ("<title>Shop</title><p>Hello<script src=a.js></script>", False),
    ],
)
def test_a_page_with_scripts_and_only_a_title_is_drawn_by_scripts(body: str, drawn: bool) -> None:
    assert page.read(body, "text/html").drawn() is drawn


def test_a_select_has_the_value_that_a_browser_sends() -> None:
    form = page.read(
        "<form method=post><select name=a><option value=''>?<option value=x>X<option value=y>Y</select>"
        "<select name=b><option value=x>X<option value=y selected>Y</select></form>",
        "text/html",
    ).forms[0]
    assert form.fields == {"a": "x", "b": "y"}


def test_invalid_markup_is_ignored() -> None:
    assert page.read("<p>One<![mso[ x]]><p>Two", "text/html").text == "One\nTwo"
    assert obeyed("<p>One<![mso[ x]]><p>Two") == ""


@pytest.mark.parametrize(
    ("page", "how"),
    [
        ("<p>{mark}</p>", "is a tag"),
        ("<textarea>{mark}</textarea>", "is a tag"),
        ("<script>let said = {json};</script>", "can end a script"),
        ("<script>let said = {php};</script><p>Hello</p>", ""),
        ("<script>let said = '{php}';</script>", ""),
        ("<script>let said = '{quoted}';</script>", "ends a string"),
        ("<input value='{escaped}'>", ""),
    ],
)
def test_a_script_obeys_no_tag_but_its_end(page: str, how: str) -> None:
    written = json.dumps(MARKUP)
    marks = {
        "mark": MARKUP,
        "json": written,
        "php": written.replace("/", "\\/"),
        "quoted": MARKUP.replace("<", "\\x3c"),
        "escaped": html.escape(MARKUP),
    }
    said = obeyed(page.format(**marks))
    assert how in said and bool(how) == bool(said)


def test_a_page_is_read_in_the_charset_that_it_names() -> None:
    def text(content_type: str, body: bytes) -> str:
        return Hop("GET", "/", "", 200, (("Content-Type", content_type),), body, 0.0).text

    assert text("text/html; charset=iso-8859-1", b"ung\xfcltig") == "ungültig"
    assert text("text/html", b'<meta charset="iso-8859-1">ung\xfcltig').endswith("ungültig")
    assert text("text/html; charset=no-such", "ungültig".encode()) == "ungültig"
    assert text("text/html; charset=idna", "ungültig".encode()) == "ungültig"


def test_json_is_read_as_its_values() -> None:
    assert (
        page.read('{"error": {"code": "x", "hints": ["a", 2]}}', "application/problem+json").text
        == "error: code: x\nerror: hints: a\nerror: hints: 2"
    )
