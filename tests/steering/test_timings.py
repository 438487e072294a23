"""Timings are set while the emulator runs, at its start and in fixture files; a wrong one is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace_emulator import FixtureError, Marketplace, Refused, duration
from marketplace_emulator.timings import TIMINGS, BadTiming

CREATED = "Purchase Agreement Created - Proposer"


def planned(marketplace: Marketplace) -> dict[str, Any]:
    """Let a buyer accept an agreement, and return when each of its messages comes, in seconds."""
    marketplace.clock.set("2027-01-01T00:00:00Z", frozen=True)
    product = next(each for each in marketplace.products() if each["name"] == "harbor-backup")
    made = marketplace.accept_agreement(
        product_code=product["product_code"], customer_aws_account_id=marketplace.buyers()[0]["customer_aws_account_id"]
    )
    now = marketplace.clock.now().timestamp()
    items = marketplace.request("GET", f"/agenda?agreement_id={made['agreement_id']}")["items"]
    return {each["name"]: duration.moment(each["at"], 0) - now for each in items}


def test_all_timings_are_listed_with_their_sources(marketplace: Marketplace) -> None:
    listed = marketplace.all_timings()
    assert [each["name"] for each in listed] == [*TIMINGS]
    for each in listed:
        assert each["length"] == each["default"], "the default is in force"
        assert each["source"]
        assert each["sure"] in ("doc", "seen", "assumed")


def test_a_timing_is_set_for_the_next_step_and_the_others_do_not_change(marketplace: Marketplace) -> None:
    before = marketplace.timings()
    assert planned(marketplace) == {CREATED: 11, "License Updated - Manufacturer": 72}
    assert marketplace.set_timings(created="1h30m", license_updated=0.5) == {
        **before,
        "created": "90m",
        "license_updated": "500ms",
    }
    assert planned(marketplace) == {CREATED: 5400, "License Updated - Manufacturer": 0.5}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"licence_updated": "1h"}, "'licence_updated' is not a timing; did you mean 'license_updated'"),
        ({"created": "1h", "no_such": "1h"}, "'no_such' is not a timing"),
        ({"created": "soon"}, "created: 'soon' is not a length of time; expected e.g. 90s, 5h"),
        ({"created": "-5s"}, "created is '-5s'; expected a length of time from 0s to 36500d"),
        ({"created": 1e300}, "expected a length of time from 0s to 36500d"),
        ({"created": True}, "created is true, expected a number or text"),
        ({"created": None}, "created is null"),
        (["created"], "object"),
    ],
)
def test_a_wrong_timing_is_refused_and_nothing_changes(marketplace: Marketplace, settings: object, named: str) -> None:
    before = marketplace.timings()
    with pytest.raises(Refused) as refused:
        marketplace.request("PUT", "/timings", settings)
    assert refused.value.status == 422
    assert named in str(refused.value)
    assert marketplace.timings() == before


def test_timings_of_the_start_are_restored_and_take_precedence_over_the_file(tmp_path: Path) -> None:
    world = tmp_path / "world.yaml"
    world.write_text("timings: {created: 5s, ended: 6s}\nproducts: [{name: harbor-backup}]\nbuyers: [{name: alder}]\n")
    store = f"sqlite:///{tmp_path / 'world.db'}"
    with Marketplace(world, store=store, timings={"created": "1m", "license_updated": 2}) as marketplace:
        given = {"created": "1m", "ended": "6s", "license_updated": "2s"}
        assert {name: marketplace.timings()[name] for name in given} == given
        assert planned(marketplace) == {CREATED: 60, "License Updated - Manufacturer": 2}
        marketplace.set_timings(created="7s", ended="8s")
        marketplace.reset()
        assert {name: marketplace.timings()[name] for name in given} == given
    with Marketplace(world, store=store) as marketplace:
        assert marketplace.timings()["created"] == "1m", "they stay as they were"
        marketplace.reset(only="timings")
        assert marketplace.timings()["created"] == "5s"
    with pytest.raises(BadTiming, match="'creatd' is not a timing; did you mean 'created'"):
        Marketplace(timings={"creatd": "1s"})
    world.write_text("timings: {creatd: 5s}\n")
    with pytest.raises(FixtureError, match=r"world.yaml:1: \$.timings.creatd: 'creatd' is not a timing"):
        Marketplace(world)


@given(st.one_of(st.integers(0, 10**9), st.floats(0, 10**9).map(lambda each: round(each, 3))))
def test_a_length_of_time_is_read_as_it_is_written(seconds: float) -> None:
    assert duration.seconds(duration.length(seconds)) == pytest.approx(seconds, abs=1e-9)
