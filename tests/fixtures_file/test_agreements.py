"""The agreements of a fixture file: accepted as buyers accept offers, with the same refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import FixtureError, Marketplace
from marketplace_emulator.duration import iso, moment
from tests.fixtures_file.market import NOW, length

WORLD = """
products:
  - {name: crm, generation: legacy, dimensions: [{key: calls}, {key: seats, types: [Entitled]}]}
  - {name: disk, dimensions: [{key: gb}]}
buyers: [{name: elm}, {name: fir}]
offers:
  - {name: plain, product: crm}
  - {name: over, product: crm, expires_at: now-1d}
agreements:
"""


def world(folder: Path, *entries: str) -> Path:
    """Write a file with these agreements."""
    file = folder / "world.yaml"
    file.write_text(WORLD + "".join(f"  - {{{entry}}}\n" for entry in entries))
    return file


@pytest.mark.parametrize(
    ("entry", "members"),
    [
        ("duration: P90D, auto_renew: true", {"end_time": "now+90d", "duration": "P90D", "auto_renew": True}),
        ("free_trial_days: 14", {"free_trial": True, "free_trial_ends_at": "now+14d"}),
        ("free_trial_ends_at: now+3d", {"free_trial": True, "free_trial_ends_at": "now+3d"}),
        ("free_trial_days: 14, start_time: now-20d", {"free_trial": False, "free_trial_ends_at": "now-6d"}),
        ("payment: fails", {"payment_failed": True, "status": "ACTIVE"}),
        ("start_time: now+5d", {"accepted_at": "now+0d", "start_time": "now+5d"}),
        ("start_time: now-5d", {"accepted_at": "now-5d", "start_time": "now-5d"}),
        ("start_time: now-5d, end_time: now-2d", {"status": "EXPIRED", "end_time": "now-2d"}),
        ("start_time: now-5d, end_time: now-2d, status: TERMINATED", {"status": "TERMINATED", "end_time": "now-2d"}),
        (
            "start_time: now-50d, duration: P30D, auto_renew: true, status: CANCELLED",
            {"status": "CANCELLED", "end_time": "now-20d", "last_update_time": "now-20d"},
        ),
        ("start_time: now-5d, status: REPLACED", {"status": "REPLACED", "end_time": "now+0d"}),
        ("start_time: now-50d, end_time: now-2d, auto_renew: true", {"status": "RENEWED", "end_time": "now-2d"}),
    ],
)
def test_an_agreement_is_as_the_file_says(tmp_path: Path, entry: str, members: dict[str, object]) -> None:
    with Marketplace(world(tmp_path, f"name: a, product: disk, buyer: elm, {entry}")) as marketplace:
        marketplace.clock.freeze()
        marketplace.clock.set(iso(NOW))
        marketplace.reset(only="products,buyers")
        found = marketplace.agreements()[0]
        times = {
            name: length(moment(text, NOW)) for name, text in found.items() if isinstance(text, str) and text[:1] == "2"
        }
        assert {**found, **times} == {**found, **times, **members}


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        (["name: a, product: crm, buyer: elm, offer_id: over"], r"the offer .* could be accepted until"),
        (["name: a, product: disk, buyer: elm, offer_id: plain"], "is one of the product .*; give an offer of"),
        (["name: a, product: crm, buyer: elm, auto_renew: true"], "has no renewal term; leave out auto_renew, or give"),
        (
            ["name: a, product: crm, buyer: elm, free_trial: true"],
            "has no free trial; give it free_trial_days, or take",
        ),
        (
            ["name: a, product: disk, buyer: elm, free_trial_days: 9, duration: P7D"],
            "is longer than the agreement, which ends at .*; give a later end_time",
        ),
        (
            [f"name: {name}, product: disk, buyer: elm, free_trial: true" for name in "ab"],
            "has had a free trial of .*; leave out free_trial, or take another buyer",
        ),
        (
            [f"name: {name}, product: crm, buyer: elm" for name in "ab"],
            "already has the active agreement .*; cancel it",
        ),
        (["name: a, product: disk, buyer: elm, duration: 7D"], 'duration is "7D", expected an ISO 8601 duration'),
        (["name: a, product: disk, buyer: elm, free_trial_days: 0"], "free_trial_days is 0, expected a whole number"),
        (["name: a, product: disk, buyer: elm, payment: late"], 'payment is "late", expected fails or succeeds'),
        (["name: a, product: disk, buyer: elm, end_time: later"], r"\.end_time: 'later' is not a time; expected now"),
        (["name: a, product: disk, buyer: elm, agreement_id: '-'"], "agreement_id is .*, expected letters, digits"),
        (["name: a, product: crm, buyer: elm, entitlements: {gb: 5}"], "there is no dimension 'gb'; expected one of"),
    ],
)
def test_a_mistake_is_one_line_with_its_path(tmp_path: Path, entries: list[str], said: str) -> None:
    line = WORLD.count("\n") + len(entries)
    with pytest.raises(FixtureError, match=rf"\A\S*:{line}: \$\.agreements\[{len(entries) - 1}\][^\n]*{said}[^\n]*\Z"):
        Marketplace(world(tmp_path, *entries)).close()
