"""The life of a token, as its bar shows it."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.console.length_of_time import from_now, roughly
from marketplace_emulator.console.token_life import TokenLife, life_of
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER


def life(marketplace: Marketplace, after: str, expires_in: str = "4h") -> TokenLife:
    marketplace.clock.freeze()
    minted = marketplace.mint(expires_in=expires_in)
    marketplace.clock.advance(after)
    token = next(each for each in marketplace.tokens() if each["token"] == minted["token"])
    return life_of(token, marketplace.clock.now().timestamp())


@pytest.mark.parametrize(
    ("after", "left", "words"),
    [
        ("0s", 100, "4 h left of 4 h"),
        ("1h", 75, "3 h left of 4 h"),
        ("3h59m", 0.42, "1 min left of 4 h"),
        ("4h", 0, "expired now"),
        ("9d", 0, "expired 8 days 20 h ago"),
        ("-1h", 100, "5 h left of 4 h"),
    ],
)
def test_a_bar_runs_down_by_the_clock(marketplace: Marketplace, after: str, left: float, words: str) -> None:
    found = life(marketplace, after)
    assert (found.left, found.words, found.is_over) == (left, words, left == 0)
    assert found.ends - found.began == pytest.approx(4 * 3600)


def test_the_word_of_a_fixture_never_expires(marketplace: Marketplace) -> None:
    now = marketplace.clock.now().timestamp()
    token = next(each for each in marketplace.tokens() if each["token"] == "lost-answer")
    assert (life_of(token, now).words, life_of(token, now).is_endless) == ("never expires", True)
    page = Client(Wsgi(marketplace.site)).get(f"/console/agreements/{token['agreement_id']}/tokens", headers=BROWSER)
    row = page.text.partition('id="token-lost-answer"')[2].partition("</li>")[0]
    assert "never expires" in row
    assert "data-ends" not in row, "the script would count the years"


def test_a_token_that_was_minted_expired_has_nothing_left(marketplace: Marketplace) -> None:
    assert life(marketplace, "0s", expires_in="-1s").left == 0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59, "59 s"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (90_061, "1 day 1 h"),
        (86_400 + 61, "1 day"),
        (400 * 86_400, "1 year 35 days"),
    ],
)
def test_a_length_is_said_in_its_two_largest_units(seconds: float, said: str) -> None:
    assert roughly(seconds) == said


def test_a_moment_is_said_from_now() -> None:
    assert (from_now(10, 10.5), from_now(70, 10), from_now(10, 70)) == ("now", "in 1 min", "1 min ago")
