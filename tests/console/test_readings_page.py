"""The page of readings shows each alternative with its source, and puts it into force; and so it is with timings."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.readings import GROUPS, READINGS
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.timings import TIMINGS
from tests.console.browser import FORM
from tests.console.form import press, shown

PAGE, TIMING = "/console/switchboard/readings", "/console/switchboard/timings"


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser."""
    return Client(Wsgi(marketplace.site))


def test_every_reading_and_timing_is_shown_with_its_sources(browser: Client) -> None:
    page = unescape(shown(browser, PAGE))
    for each in READINGS.values():
        _, _, card = page.partition(f'id="{each.name}"')
        assert each.question in card
        for value, source in each.sources.items():
            row = card.partition(f"<code>{value}</code>")[2].partition("</li>")[0]
            assert source in row
            assert each.marks[value] in row
    assert all(each.source in page and f'id="timing-{each.name}"' in page for each in TIMINGS.values())
    assert "Every reading and timing has its default" in page


def test_every_reading_stands_in_one_group() -> None:
    assert [each.name for rows in GROUPS.values() for each in rows] == [*READINGS]
    assert all(about and not about.startswith("Readings") for about in GROUPS)


def test_each_alternative_is_put_into_force_by_its_button(browser: Client, marketplace: Marketplace) -> None:
    for each in READINGS.values():
        for value in reversed(each.alternatives):
            page = press(browser, f"{PAGE}/{each.name}", {"value": value}).text
            assert marketplace.readings()[each.name] == value
            card = page.partition(f'id="{each.name}"')[2].partition("</form>")[0]
            assert re.findall(r'<button name="value" value="([^"]*)"', card) == [
                one for one in each.alternatives if one != value
            ]
            assert (f'<a href="#{each.name}">' in page) == (value != each.default)


@pytest.mark.parametrize(
    ("path", "form", "told"),
    [
        (f"{PAGE}/token_lifetime", {"value": "5h"}, "expected 4h or 1h or 30m"),
        (f"{PAGE}/token_lifetime", {}, "value"),
        (f"{PAGE}/token_life", {"value": "4h"}, "did you mean"),
        (f"{TIMING}/created", {"length": "soon"}, "soon"),
        (f"{TIMING}/create", {"length": "5s"}, "did you mean"),
        (f"{TIMING}/create", {}, "did you mean"),
    ],
)
def test_what_cannot_be_set_is_refused_with_the_reason(
    browser: Client, path: str, form: dict[str, str], told: str
) -> None:
    answer = browser.post(path, data=form, headers=FORM)
    assert answer.status_code == 422
    assert told in unescape(answer.text)


def test_a_timing_is_set_and_its_default_brought_back(browser: Client, marketplace: Marketplace) -> None:
    usual = marketplace.timings()["created"]
    page = press(browser, f"{TIMING}/created", {"length": "5s"}).text
    assert marketplace.timings()["created"] == "5s"
    assert f"default {usual}" in page
    assert "1 timing<" in page
    press(browser, f"{TIMING}/created", {"length": ""})
    assert marketplace.timings()["created"] == usual
