"""Under any rules, all that faults do to messages is counted, shown, and repeated by the same seeds."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from tests.deliveries.conftest import buy
from tests.faults.messages.conftest import CREATED, LIFE, UPDATED
from tests.tiers import examples

BUYERS = ("alder", "birch")
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "lose": st.just(True),
    "delay": st.sampled_from([30, "1m", "1d"]),
    "duplicate": st.integers(1, 3),
    "reorder": st.integers(1, 2),
    "unknown_type": st.just("Unknown"),
    "old_message": st.sampled_from([True, CREATED]),
    "wrong_signature": st.just(True),
}
SCOPES = st.fixed_dictionaries(
    {},
    optional={
        "buyer": st.sampled_from(BUYERS),
        "event": st.sampled_from([CREATED, UPDATED]),
        "on_delivery": st.integers(1, 4),
        "times": st.integers(1, 2),
        "probability": st.sampled_from([0.3, 0.7]),
        "seed": st.integers(0, 3),
    },
)
RULES = st.sampled_from(list(KINDS)).flatmap(
    lambda kind: st.builds(lambda value, scope: {kind: value, **scope}, KINDS[kind], SCOPES)
)


def played(world_file: Path, rules: list[dict[str, Any]]) -> dict[str, Any]:
    """Let two customers come and go under some rules, and return what came and what is shown of it."""
    came = defaultdict(list)
    with Marketplace(world_file) as marketplace:
        marketplace.clock.freeze()
        accounts = {each["name"]: each["customer_aws_account_id"] for each in marketplace.buyers()}

        def take(event: dict[str, Any]) -> None:
            came[event["detail"]["acceptor"]["accountId"]].append((event["id"], event["detail-type"]))

        marketplace.subscribe(take)
        added = [
            marketplace.add_fault(
                **{name: value for name, value in rule.items() if name != "buyer"},
                **({"customer_aws_account_id": accounts[rule["buyer"]]} if "buyer" in rule else {}),
            )["fault_id"]
            for rule in rules
        ]
        bought = [buy(marketplace, buyer=buyer) for buyer in BUYERS]
        marketplace.clock.advance("2m")
        for each in bought:
            marketplace.cancel_agreement(each["agreement_id"])
        marketplace.clock.advance("4d")  # a message may be delayed by a day and then wait for others for another
        marketplace.wait_for_deliveries()
        counted = {each["fault_id"]: (each["seen"], each["applied"]) for each in marketplace.faults()}
        return {
            "came": {name: came[account] for name, account in accounts.items()},
            "accounts": accounts,
            "events": marketplace.events(),
            "counts": [counted[each] for each in added],
            "marks": Counter(
                fault["fault_id"]
                for event in marketplace.events()
                for delivery in event["deliveries"]
                for fault in delivery["faults"]
            ),
            "ids": added,
        }


@given(rules=st.lists(RULES, min_size=1, max_size=4))
@settings(max_examples=examples(10, nightly=150), deadline=None)
def test_all_is_counted_shown_and_repeated(world_file: Path, rules: list[dict[str, Any]]) -> None:
    found = played(world_file, rules)
    events = found["events"]
    assert [each["type"] for each in events] == [name for name in LIFE for _ in BUYERS]
    for rule, (seen, applied), fault_id in zip(rules, found["counts"], found["ids"], strict=True):
        concerned = [
            each
            for each in events
            if rule.get("event", each["type"]) == each["type"]
            and ("buyer" not in rule or found["accounts"][rule["buyer"]] == each["customer_aws_account_id"])
        ]
        assert seen == (0 if "wrong_signature" in rule else len(concerned)), "a function proves nothing"
        assert applied <= min(seen, rule.get("times", seen), 1 if "on_delivery" in rule else seen)
        marked = found["marks"][fault_id]
        assert (marked > 0) == (applied > 0), "what it did is shown"
        assert marked >= applied * rule.get("duplicate", 1)
    deliveries = [(event, delivery) for event in events for delivery in event["deliveries"]]
    for _, delivery in deliveries:
        lost = "lose" in [each["kind"] for each in delivery["faults"]]
        assert delivery["state"] == ("lost" if lost else "delivered")
    sent = Counter(event["event_id"] for event, delivery in deliveries if delivery["state"] == "delivered")
    assert sent == Counter(event_id for each in found["came"].values() for event_id, _ in each)
    untouched = [each["event_id"] for each in events if not any(one["faults"] for one in each["deliveries"])]
    for came in found["came"].values():
        in_order = [event_id for event_id, _ in came if event_id in untouched]
        assert in_order == sorted(in_order, key=untouched.index), "what no fault touched comes in its order"
    again = played(world_file, rules)
    assert types(found) == types(again)
    assert found["counts"] == again["counts"]


def types(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return the types of what came, by buyer."""
    return {name: [type_ for _, type_ in came] for name, came in found["came"].items()}
