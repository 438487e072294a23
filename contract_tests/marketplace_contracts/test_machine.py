"""All events in any order."""

from __future__ import annotations

from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.machine import ordinary_orders, try_any_order
from marketplace_contracts.needs import need_accounts


@contract(
    "machine-any-order",
    "must",
    source="integration checklist: incomplete and repeated registrations; the contracts of the other families",
    why="An integration that works step by step may fail in an order that nobody thought of.",
    controls=(ordinary_orders,),
)
def test_any_order_of_events_leaves_one_account_each(kit: Kit) -> None:
    """Accounts and answers stay right in any order of purchases, visits, reloads, failures, cancellations and waits."""
    need_accounts(kit)
    try_any_order(kit, kit.settings.examples)
