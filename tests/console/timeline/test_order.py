"""The timeline tells what happened in the order in which it happened, whatever the emulator's clock does."""

from __future__ import annotations

from pathlib import Path

from marketplace_emulator import Marketplace
from tests.console.timeline.telling import line, read, resolve, told
from tests.deliveries.conftest import buy


def test_what_happens_while_the_clock_stands_still_is_in_order(marketplace: Marketplace) -> None:
    first = buy(marketplace, "quay")["agreement_id"]
    token = marketplace.mint_token(first)
    resolve(marketplace, token)
    marketplace.cancel_agreement(first)
    resolve(marketplace, "forged", "InvalidTokenException")
    buy(marketplace, "harbor")
    steps = [each for each in told(marketplace) if "subscribe" not in each and "Created" not in each]
    assert steps == [
        "accept",
        "ResolveCustomer > ok",
        "cancel",
        "ResolveCustomer > InvalidTokenException",
        "accept",
    ]


def test_a_clock_that_is_moved_back_changes_no_order(marketplace: Marketplace) -> None:
    agreement = buy(marketplace, "harbor")["agreement_id"]
    marketplace.clock.advance("30d")
    resolve(marketplace, "later", "InvalidTokenException")
    marketplace.clock.advance("-40d")
    resolve(marketplace, "earlier", "InvalidTokenException")
    entries = read(marketplace, {}).entries
    assert entries[0].id.startswith("step") and entries[0].page == f"/console/agreements/{agreement}"
    assert [each.about[-1].identifier for each in entries[-2:]] == ["later", "earlier"]
    assert entries[-1].at < entries[-2].at
    assert "40 days earlier by the emulator's clock" in (entries[-1].gap or "")
    assert "29 days 23 h later" in (entries[-2].gap or "")


def test_what_became_due_together_is_in_the_order_of_the_emulators_clock(marketplace: Marketplace) -> None:
    agreement = buy(marketplace, "quay")["agreement_id"]
    marketplace.amend_agreement(agreement, end_time="now+10d")
    marketplace.clock.advance("400d")
    entries = read(marketplace, {"agreement_id": agreement}).entries
    assert [each.at for each in entries] == sorted(each.at for each in entries)
    lines = [line(each) for each in entries]
    assert lines.index("subscribe-success") < lines.index("expire") < lines.index("unsubscribe-success")


def test_what_a_fixture_file_says_has_happened_comes_before_all_else(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: quay, generation: legacy}]\nbuyers: [{name: alder}, {name: birch}]\n"
        "agreements:\n  - {name: young, product: quay, buyer: alder, start_time: now-2d}\n"
        "  - {name: old, product: quay, buyer: birch, start_time: now-90d}\n"
        "steps: [{at: now-30d, step: cancel, agreement: old}]\n"
    )
    with Marketplace(file) as marketplace:
        resolve(marketplace, "forged", "InvalidTokenException")
        old, young = (
            next(each["agreement_id"] for each in marketplace.agreements() if each["name"] == name)
            for name in ("old", "young")
        )
        steps = [each for each in read(marketplace, {}).entries if not each.id.startswith("message")]
        assert [(line(each), each.page) for each in steps[:3]] == [
            ("accept", f"/console/agreements/{old}"),
            ("cancel", f"/console/agreements/{old}"),
            ("accept", f"/console/agreements/{young}"),
        ]
        assert line(steps[3]) == "ResolveCustomer > InvalidTokenException"


def test_a_message_comes_before_what_the_seller_asks_because_of_it(marketplace: Marketplace) -> None:
    def ask(_: object) -> None:
        resolve(marketplace, "asked because of a message", "InvalidTokenException")

    marketplace.subscribe(ask)
    buy(marketplace, "quay")
    marketplace.clock.advance("1m")
    lines = told(marketplace)
    asked = lines.index("ResolveCustomer > InvalidTokenException")
    assert lines[asked - 2 : asked] == ["subscribe-success", "subscribe-success > returned"]


def test_pages_hold_everything_once_and_in_order_while_more_happens(marketplace: Marketplace) -> None:
    agreement = buy(marketplace, "quay")["agreement_id"]
    for number in range(7):
        resolve(marketplace, f"token-{number}", "InvalidTokenException")
        marketplace.amend_agreement(agreement, auto_renew=bool(number % 2))
    marketplace.clock.advance("1h")
    whole = [each.id for each in read(marketplace, {}, limit=1000).entries]
    assert len(whole) == len(set(whole)) >= 16
    pages: list[str] = []
    place = None
    while True:
        page = read(marketplace, {}, before=place, limit=3)
        pages = [*(each.id for each in page.entries), *pages]
        resolve(marketplace, "meanwhile", "InvalidTokenException")
        marketplace.amend_agreement(agreement, auto_renew=not marketplace.agreement(agreement)["auto_renew"])
        place = page.older
        if place is None:
            break
    assert pages == whole


def test_a_page_ends_with_an_exchange(marketplace: Marketplace) -> None:
    agreement = buy(marketplace, "quay")["agreement_id"]
    for number in range(3):
        resolve(marketplace, f"token-{number}", "InvalidTokenException")
        marketplace.amend_agreement(agreement, auto_renew=number != 1)
    page = read(marketplace, {}, until=2)
    assert [each.id for each in page.entries][-2:] == ["step-2", "exchange-2"]
    assert not page.is_newest
