"""Purchases and an endpoint that fails as it likes: the log of attempts agrees with a plain model of it."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from tests.deliveries.conftest import WORLD, buy
from tests.tiers import examples

MESSAGES = {
    "harbor": [
        "Purchase Agreement Created - Proposer",
        "License Updated - Manufacturer",
        "Purchase Agreement Ended - Proposer",
        "License Deprovisioned - Manufacturer",
    ],
    "quay": [
        "subscribe-success",
        "entitlement-updated",
        "unsubscribe-pending",
        "entitlement-updated",
        "unsubscribe-success",
    ],
}
Purchases = st.lists(st.tuples(st.sampled_from(["harbor", "quay"]), st.integers(0, 7200)), min_size=1, max_size=3)


@settings(max_examples=examples(15, nightly=200))
@given(
    purchases=Purchases, answers=st.lists(st.booleans(), max_size=40), moves=st.lists(st.integers(1, 9000), max_size=5)
)
def test_the_log_agrees_with_a_plain_model(
    purchases: list[tuple[str, int]], answers: list[bool], moves: list[int]
) -> None:
    script, calls = iter(answers), list[tuple[float, str, bool]]()
    with Marketplace(world_file()) as marketplace:

        def endpoint(event: dict[str, Any]) -> None:
            fine = next(script, True)
            calls.append((marketplace.clock.now().timestamp(), event.get("id") or event["action"], fine))
            if not fine:
                raise ValueError("not now")

        marketplace.clock.freeze()
        marketplace.subscribe(endpoint)
        for product, wait in purchases:
            agreement = buy(marketplace, product)
            marketplace.clock.advance(wait)
            marketplace.cancel_agreement(agreement["agreement_id"])
        for each in moves:
            marketplace.clock.advance(each)
        marketplace.clock.advance("2h")
        events = marketplace.events()
    assert [each for each, _ in pairwise([at for at, _, _ in calls])] == sorted(at for at, _, _ in calls)[:-1]
    assert all(len(event["deliveries"]) == 1 for event in events)
    attempts = [(event, each) for event in events for each in event["deliveries"][0]["attempts"]]
    assert len(attempts) == len(calls)
    for event in events:
        [delivery] = event["deliveries"]
        outcomes = [each["outcome"] == "returned" for each in delivery["attempts"]]
        times = [datetime.fromisoformat(each["at"]).timestamp() for each in delivery["attempts"]]
        assert outcomes[:-1] == [False] * (len(outcomes) - 1)
        assert (outcomes[-1], delivery["state"]) in ((True, "delivered"), (False, "lost"))
        assert len(outcomes) == 4 if delivery["state"] == "lost" else len(outcomes) <= 4
        assert [round(late - early) for early, late in pairwise(times)] == [20] * (len(times) - 1)
        assert times[0] == datetime.fromisoformat(event["at"]).timestamp()
    for event_id in {each["event_id"] for each in events if each["channel"] == "eventbridge"}:
        said = [fine for _, name, fine in calls if name == event_id]
        told = next(each for each in events if each["event_id"] == event_id)["deliveries"][0]["attempts"]
        assert said == [each["outcome"] == "returned" for each in told]


_files: list[Path] = []


def world_file() -> Path:
    """Write the fixture file once."""
    if not _files:
        import tempfile

        _files.append(Path(tempfile.mkdtemp()) / "world.yaml")
        _files[0].write_text(WORLD)
    return _files[0]
