"""A subscription with which nothing could be sent is refused in one line that says what to do."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import FixtureError, Marketplace, Refused

HERE = "http://127.0.0.1:8000/events"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (
            {"kind": "http", "target": "http://93.184.216.34/"},
            422,
            "start the emulator with serve --allow-target 93.184",
        ),
        ({"kind": "http", "target": "http://169.254.169.254/latest"}, 422, "deliveries do not go to 169.254.169.254"),
        ({"kind": "http", "target": "http:///events"}, 422, "expected one such as http://127.0.0.1:8000/events"),
        ({"kind": "http", "target": "/events"}, 422, "expected one such as http://127.0.0.1:8000/events"),
        ({"kind": "http", "target": "ftp://127.0.0.1/"}, 422, "expected one such as http://127.0.0.1:8000/events"),
        ({"kind": "http", "target": "http://127.0.0.1:99999/"}, 422, "is no URL"),
        ({"kind": "http", "target": ""}, 422, 'target is "", expected text of 1 or more characters'),
        ({"kind": "htp", "target": HERE}, 422, "'htp' is not a kind of subscription; did you mean 'http'"),
        ({"kind": "http"}, 422, "'target' is missing; add it"),
        ({"kind": "http", "target": HERE, "raw": True}, 422, "raw is not a setting of the kind http; it has headers"),
        ({"kind": "http", "target": HERE, "header": {}}, 422, "did you mean 'headers'"),
        ({"kind": "http", "target": HERE, "headers": {"a b": "c"}}, 422, "'a b' is no header that can be set"),
        ({"kind": "http", "target": HERE, "headers": {"Host": "c"}}, 422, "'Host' is no header that can be set"),
        ({"kind": "http", "target": HERE, "headers": {"a": "b\nc"}}, 422, "characters that no header can hold"),
        ({"kind": "http", "target": HERE, "types": []}, 422, "types"),
        ({"kind": "http", "target": HERE, "types": ["Subscribe-Success"]}, 422, "did you mean 'subscribe-success'"),
        ({"kind": "http", "target": HERE, "product_code": "nothing"}, 404, "there is no product 'nothing'"),
        ({"kind": "sqs", "target": "http://[/queue"}, 422, "is no URL"),
        ({"kind": "sqs", "target": "http://127.0.0.1:9324/"}, 422, "or the queue's URL"),
        ({"kind": "sqs", "target": HERE, "endpoint_url": "http://8.8.8.8"}, 422, "serve --allow-target 8.8.8.8"),
        (
            {"kind": "sqs", "target": "arn:aws:sqs:us-east-1:123456789012:q", "endpoint_url": "localhost:4566"},
            422,
            "'localhost:4566' is no URL with a host; expected one such as http://127.0.0.1:8000/events",
        ),
        (
            {
                "kind": "eventbridge",
                "target": "arn:aws:events:us-east-1:123456789012:event-bus/default",
                "endpoint_url": "http://127.0.0.1:5000",
                "types": ["subscribe-success"],
            },
            422,
            "eventbridge takes no messages of sns",
        ),
    ],
)
def test_a_wrong_subscription_is_refused(
    marketplace: Marketplace, body: dict[str, Any], status: int, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        marketplace.request("POST", "/subscriptions", body)
    assert (refused.value.status, said in str(refused.value)) == (status, True), str(refused.value)
    assert "\n" not in str(refused.value)
    assert marketplace.subscriptions() == []


def test_a_name_that_is_looked_up_for_long_holds_up_nobody(monkeypatch: pytest.MonkeyPatch, world_file: Path) -> None:
    found, real = threading.Event(), socket.getaddrinfo

    def slow(host: Any, *given: Any, **more: Any) -> Any:
        if host != "slow.example":
            return real(host, *given, **more)
        assert found.wait(60)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.0.113.7", 80))]

    with Marketplace(world_file, port=0) as marketplace, ThreadPoolExecutor(1) as another:
        monkeypatch.setattr(socket, "getaddrinfo", slow)
        adding = another.submit(marketplace.subscribe, "http://slow.example/")
        for _ in range(3):
            assert marketplace.subscriptions() == []
            assert not adding.done()
        found.set()
        with pytest.raises(Refused, match=r"slow\.example \(203\.0\.113\.7\): .* serve --allow-target slow\.example"):
            adding.result()


def test_a_name_is_given_once(marketplace: Marketplace) -> None:
    first = marketplace.subscribe(HERE, name="app")
    with pytest.raises(Refused, match="there is a subscription 'app' already; give another name"):
        marketplace.subscribe(HERE, name="app")
    marketplace.unsubscribe(first["subscription_id"])
    assert marketplace.subscribe(HERE, name="app")["subscription_id"] == first["subscription_id"]


def test_a_host_that_the_user_allows_is_allowed(world_file: Path) -> None:
    with Marketplace(world_file, allow_targets=["Seller.Example", "203.0.113.7"]) as marketplace:
        marketplace.subscribe("http://seller.example/", types=["subscribe-fail"])
        marketplace.subscribe("http://203.0.113.7:8080/", types=["subscribe-fail"])
        with pytest.raises(Refused, match=r"serve --allow-target 203\.0\.113\.8"):
            marketplace.subscribe("http://203.0.113.8/")


def test_a_fixture_file_says_where_its_mistake_is(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text("subscriptions:\n  - {kind: http, target: 'http://8.8.8.8/'}\n")
    with pytest.raises(FixtureError, match=r"world\.yaml:2: \$\.subscriptions\[0\]: .*--allow-target 8\.8\.8\.8"):
        Marketplace(file)


def test_subscriptions_of_a_fixture_file_get_the_events_of_its_agreements(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: harbor, generation: concurrent}]\n"
        "buyers: [{name: alder}]\n"
        "agreements: [{name: first, product: harbor, buyer: alder}]\n"
        "subscriptions: [{name: app, kind: http, target: 'http://127.0.0.1:9/', product_code: harbor}]\n"
    )
    with Marketplace(file) as marketplace:
        for _ in range(2):
            marketplace.clock.freeze()
            marketplace.clock.advance("2m")
            [created, updated] = marketplace.events()
            assert [len(each["deliveries"]) for each in (created, updated)] == [1, 1]
            marketplace.reset()
        assert [each["name"] for each in marketplace.subscriptions()] == ["app"]


def test_a_subscription_without_a_kind_is_an_http_endpoint(marketplace: Marketplace) -> None:
    assert marketplace.request("POST", "/subscriptions", {"target": HERE})["kind"] == "http"
