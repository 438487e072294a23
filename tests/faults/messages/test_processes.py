"""Rules about messages are counted exactly by two processes on one file, and a process that is killed loses no count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from marketplace_emulator import Refused, Remote
from tests.deliveries.seller import Got, Seller, selling
from tests.eventually import eventually
from tests.faults.messages.conftest import CREATED, counted
from tests.serving import Served, serving, serving_twice

EACH = 20


def prepare(remote: Remote, seller: Seller) -> str:
    """Let messages of purchases come at once, and lose, swap and double some; return the product's code."""
    remote.set_timings(created="0s")
    product = remote.create_product("counted")["product_code"]
    remote.subscribe(seller.url, types=[CREATED], product_code=product)
    return product


def buy(remote: Remote, product: str, times: int) -> None:
    """Let a buyer buy a product some times."""
    buyer = remote.buyers()[0]["customer_aws_account_id"]
    for _ in range(times):
        remote.create_agreement(product_code=product, customer_aws_account_id=buyer)


def states(remote: Remote, product: str) -> dict[str, str]:
    """Return the state of the delivery of each message."""
    found = remote.events(product_code=product, type=CREATED)
    return {each["event_id"]: each["deliveries"][0]["state"] for each in found}


def test_counts_are_exact_over_two_processes(tmp_path: Path) -> None:
    with selling() as seller, serving_twice(tmp_path / "marketplace.db") as both, both[0].connect() as remote:
        product = prepare(remote, seller)
        lose = remote.add_fault(lose=True, times=7, product_code=product)
        twice = remote.add_fault(duplicate=1, on_delivery=EACH, product_code=product)

        def work(served: Served) -> None:
            with served.connect() as mine:
                buy(mine, product, EACH)

        with ThreadPoolExecutor(2) as workers:
            list(workers.map(work, both))
        remote.wait_for_deliveries(30)
        assert counted(remote, lose["fault_id"]) == (2 * EACH, 7)
        assert counted(remote, twice["fault_id"]) == (2 * EACH, 1)
        assert [*states(remote, product).values()].count("lost") == 7
    assert len(seller.got) == 2 * EACH - 7 + 1


def test_a_killed_process_loses_no_count(tmp_path: Path) -> None:
    store = str(tmp_path / "marketplace.db")
    with selling() as seller:
        with serving("--store", store) as served, served.connect() as remote:
            product = prepare(remote, seller)
            lose = remote.add_fault(lose=True, probability=0.5, seed=3, product_code=product)["fault_id"]

            def answer(_: Got) -> int:
                if len(seller.got) == 3:
                    served.process.kill()
                return 200

            seller.answer = answer
            with suppress(Refused):  # the server is killed on the way
                buy(remote, product, EACH)
            served.process.wait(30)
        with serving("--store", store) as served, served.connect() as remote:
            bought = len(remote.events(product_code=product, type=CREATED))
            buy(remote, product, 5)
            eventually(lambda: set(states(remote, product).values()) <= {"delivered", "lost"}, "all were sent")
            found = states(remote, product)
            assert len(found) == bought + 5
            assert counted(remote, lose) == (len(found), [*found.values()].count("lost"))
            assert {each.event_id for each in seller.got} == {name for name, state in found.items() if state != "lost"}
