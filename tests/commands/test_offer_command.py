"""The command `offer`."""

from __future__ import annotations

import json

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run


def test_offer_create_and_list(run: Run, served: Marketplace) -> None:
    assert "`offer create NAME` makes one" in run("offer", "list").stderr
    words = ("offer", "create", "--product", "harbor-backup")
    terms = ("--duration", "P12M", "--no-auto-renew", "--entitle", "gb_protected=12", "--price", "99.50")
    offer_id = run(*words, "a-year", "--buyer", "alder-logistics", *terms).stdout.strip()
    made = served.offers()[0]
    assert (made["offer_id"], made["buyers"], made["kind"]) == (offer_id, ["210987654321"], "private")
    assert (made["duration"], made["auto_renew"], made["price"]) == ("P12M", False, "99.50")
    assert made["entitlements"] == {"gb_protected": 12}
    public = json.loads(run(*words, "open", "--offer-id", "offer-open", "--json").stdout)
    assert public["kind"] == "public"
    assert offer_id in run("offer", "list", "--product", "harbor-backup", "--kind", "private").stdout
    assert json.loads(run("offer", "list", "--kind", "public", "--json").stdout) == [public]


def test_offer_create_says_what_is_wrong(run: Run) -> None:
    words = ("offer", "create", "--product", "harbor-backup")
    assert "no buyer 'alder'; did you mean 'alder-logistics'" in run(*words, "x", "--buyer", "alder", code=1).stderr
    assert "no auto_renew" in run(*words, "x", "--lockout-period", "P30D", code=1).stderr
