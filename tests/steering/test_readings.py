"""Readings are set while the emulator runs and listed with their sources; a misspelt name is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.readings import READINGS, by_name


def test_all_readings_are_listed_with_their_sources(marketplace: Marketplace) -> None:
    listed = marketplace.request("GET", "/readings")["items"]
    assert [each["name"] for each in listed] == list(READINGS)
    for each in listed:
        assert each["value"] == each["alternatives"][0]["value"], "the first is the default"
        assert len(each["alternatives"]) > 1
        for alternative in each["alternatives"]:
            assert alternative["source"]
            assert alternative["sure"] in ("doc", "seen", "assumed")


def test_a_reading_is_set_for_the_next_call_and_the_others_do_not_change(marketplace: Marketplace) -> None:
    client = marketplace.client()
    token = marketplace.mint_token()
    client.resolve_customer(RegistrationToken=token)
    before = marketplace.readings()
    assert marketplace.set_readings(second_resolve="expired") == {**before, "second_resolve": "expired"}
    with pytest.raises(client.exceptions.ExpiredTokenException):
        client.resolve_customer(RegistrationToken=token)
    assert marketplace.exchanges()[-1]["readings"]["second_resolve"] == "expired"
    marketplace.set_readings(second_resolve="same_answer")
    assert client.resolve_customer(RegistrationToken=token)["ProductCode"]


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"second_resolv": "expired"}, "did you mean 'second_resolve"),
        ({"token_life": "1h"}, "did you mean 'token_lifetime"),
        ({"second_resolve": "expire"}, "expected same_answer or expired"),
        ({"token_lifetime": "1h", "no_such": "x"}, "'no_such' is not a reading"),
        ({"token_lifetime": 1}, "1 is not an alternative of token_lifetime; expected 4h or 1h"),
        (["token_lifetime"], "object"),
    ],
)
def test_an_unknown_reading_is_refused_and_nothing_changes(
    marketplace: Marketplace, settings: object, named: str
) -> None:
    before = marketplace.readings()
    with pytest.raises(Refused) as refused:
        marketplace.request("PUT", "/readings", settings)
    assert refused.value.status == 422
    assert named in str(refused.value)
    assert marketplace.readings() == before


def test_a_start_without_readings_drops_those_of_the_start_before(tmp_path: Path) -> None:
    store = str(tmp_path / "marketplace.db")
    with Marketplace(store=store, readings={"second_resolve": "expired"}) as marketplace:
        marketplace.reset()
        assert marketplace.readings()["second_resolve"] == "expired"
    with Marketplace(store=store) as marketplace:
        marketplace.reset()
        assert marketplace.readings()["second_resolve"] == "same_answer"


def test_two_readings_of_one_name_are_refused_with_both() -> None:
    one = READINGS["second_resolve"]
    with pytest.raises(ImportError, match=r"two readings are named second_resolve: .* and 'Another question'"):
        by_name([one, replace(one, question="Another question")])
