"""What each kind of fault for messages does, at the seller's endpoint and in the list of events."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256

from marketplace_emulator import Marketplace, NotDelivered
from marketplace_emulator.faults import MESSAGE_KINDS
from marketplace_emulator.sns import envelope
from tests.deliveries.conftest import buy
from tests.deliveries.seller import Got, Seller, selling
from tests.faults.messages.conftest import (
    CREATED,
    DEPROVISIONED,
    ENDED,
    LEGACY_LIFE,
    LIFE,
    UPDATED,
    counted,
    faulty,
    live,
)
from tests.sns.conftest import signer_of


def test_every_kind_is_tested_here() -> None:
    here = ("lose", "old_message", "reorder", "delay", "duplicate", "unknown_type", "wrong_signature")
    assert set(MESSAGE_KINDS) == set(here)


@pytest.mark.parametrize(("product", "life"), [("harbor", LIFE), ("quay", LEGACY_LIFE)])
def test_a_lost_message_never_comes(marketplace: Marketplace, seller: Seller, product: str, life: list[str]) -> None:
    rule = marketplace.add_fault(lose=True, event=life[1])
    live(marketplace, product)
    assert seller.types() == [each for each in life if each != life[1]]
    assert faulty(marketplace, state="lost") == [(life[1], "lost", ["lose"])]
    assert counted(marketplace, rule["fault_id"]) == (1, 1)
    marketplace.wait_for_deliveries()
    [lost] = marketplace.events(state="lost")
    marketplace.redeliver(lost["event_id"])
    marketplace.wait_for_deliveries()
    assert seller.types()[-1] == life[1]


@pytest.mark.parametrize(("product", "life"), [("harbor", LIFE), ("quay", LEGACY_LIFE)])
def test_a_late_message_comes_when_the_clock_gets_there(
    marketplace: Marketplace, seller: Seller, product: str, life: list[str]
) -> None:
    marketplace.add_fault(delay="1d", event=life[0])
    live(marketplace, product)
    assert seller.types() == life[1:]
    with pytest.raises(NotDelivered, match=rf"{life[0]} .*: attempt 1 is due at .*, by the fault delay \(fault-\d+\)"):
        marketplace.wait_for_deliveries()
    event = marketplace.events(type=life[0])[0]
    marketplace.clock.advance("1d")
    assert seller.types() == [*life[1:], life[0]]
    [late] = marketplace.event(event["event_id"])["deliveries"]
    assert (late["state"], len(late["attempts"])) == ("delivered", 1)
    assert late["attempts"][0]["at"][8:10] != event["at"][8:10], "an attempt has the time at which it was made"
    marketplace.wait_for_deliveries()


@pytest.mark.parametrize("more", [1, 3])
def test_copies_have_the_same_id(marketplace: Marketplace, seller: Seller, more: int) -> None:
    marketplace.add_fault(duplicate=more, event=UPDATED)
    live(marketplace)
    assert seller.types() == [CREATED, *[UPDATED] * (more + 1), ENDED, DEPROVISIONED]
    copies = [each for each in seller.got if each.event["detail-type"] == UPDATED]
    assert len({each.body for each in copies}) == 1
    assert faulty(marketplace) == [(UPDATED, "delivered", ["duplicate"])] * more


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        (1, [UPDATED, CREATED, ENDED, DEPROVISIONED]),
        (2, [UPDATED, ENDED, CREATED, DEPROVISIONED]),
        (3, [UPDATED, ENDED, DEPROVISIONED, CREATED]),
    ],
)
def test_a_message_comes_after_later_ones(
    marketplace: Marketplace, seller: Seller, behind: int, expected: list[str]
) -> None:
    marketplace.add_fault(reorder=behind, event=CREATED)
    live(marketplace)
    assert seller.types() == expected
    assert faulty(marketplace) == [(CREATED, "delivered", ["reorder"])]


def test_a_message_that_no_other_follows_comes_within_its_time(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(reorder=1, within="3h", event=DEPROVISIONED)
    live(marketplace)
    assert seller.types() == LIFE[:3]
    with pytest.raises(NotDelivered, match=r"it waits for another message of its agreement, .*, by the fault reorder"):
        marketplace.wait_for_deliveries()
    marketplace.clock.advance("3h")
    assert seller.types() == LIFE


def test_messages_of_all_are_swapped_by_twos(marketplace: Marketplace, seller: Seller) -> None:
    rule = marketplace.add_fault(reorder=1)
    live(marketplace)
    assert seller.types() == [UPDATED, CREATED, DEPROVISIONED, ENDED]
    assert counted(marketplace, rule["fault_id"]) == (4, 2)


def test_other_agreements_and_other_subscriptions_do_not_count(marketplace: Marketplace, seller: Seller) -> None:
    others: list[Any] = []
    marketplace.subscribe(others.append, name="other")
    [shop] = [each["subscription_id"] for each in marketplace.subscriptions() if each["name"] == "shop"]
    marketplace.add_fault(reorder=1, on_delivery=1, subscription_id=shop)
    first = buy(marketplace)["agreement_id"]
    marketplace.clock.advance("12s")
    buy(marketplace, buyer="birch")
    marketplace.clock.advance("12s")
    told = [each.event["detail"]["agreement"]["id"] for each in seller.got]
    assert first not in told
    assert len(told) == 1
    assert len(others) == 2
    marketplace.clock.advance("2m")
    assert [each.event["detail-type"] for each in seller.got if _about(each.event, first)] == [UPDATED, CREATED]


def _about(event: Any, agreement_id: str) -> bool:
    return agreement_id in event["resources"][0]


def test_an_old_message_comes_again_as_it_was(marketplace: Marketplace, seller: Seller) -> None:
    rule = marketplace.add_fault(old_message=True, event=ENDED)
    live(marketplace)
    assert seller.types() == [CREATED, UPDATED, ENDED, UPDATED, DEPROVISIONED]
    assert seller.got[1].body == seller.got[3].body
    assert faulty(marketplace) == [(UPDATED, "delivered", ["old_message"])]
    assert counted(marketplace, rule["fault_id"]) == (1, 1)


def test_an_old_message_of_a_type(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(old_message="subscribe-success", event="unsubscribe-success")
    live(marketplace, "quay")
    assert seller.types() == [*LEGACY_LIFE, "subscribe-success"]


def test_the_first_message_has_none_before_it(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(lose=True, event=CREATED)
    rule = marketplace.add_fault(old_message=True, times=1)
    live(marketplace)
    assert seller.types() == [UPDATED, ENDED, UPDATED, DEPROVISIONED]
    assert counted(marketplace, rule["fault_id"]) == (4, 1)


@pytest.mark.parametrize(
    ("product", "life", "member"), [("harbor", LIFE, "detail-type"), ("quay", LEGACY_LIFE, "action")]
)
@pytest.mark.parametrize("given", [True, 'Paused "for now"'])
def test_an_unknown_type_is_the_only_change(
    marketplace: Marketplace, seller: Seller, product: str, life: list[str], member: str, given: bool | str
) -> None:
    marketplace.add_fault(unknown_type=given, event=life[1])
    live(marketplace, product)
    [unknown] = [each.event for each in seller.got if each.event[member] not in life]
    assert given in (True, unknown[member])
    [event] = marketplace.events(type=life[1])
    assert {**unknown, member: life[1]} == json.loads(str(event["body"]))
    assert [*unknown] == [*json.loads(str(event["body"]))]
    assert event["deliveries"][0]["faults"][0]["kind"] == "unknown_type"


def test_an_api_destination_gets_another_secret(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(wrong_signature=True, event=UPDATED)
    live(marketplace)
    secrets = [each.headers["x-api-key"] for each in seller.got]
    assert [each == "the-secret" for each in secrets] == [True, False, True, True]
    assert len(secrets[1]) == len("the-secret")


def confirming(take: Callable[[dict[str, str]], None]) -> Callable[[Got], int]:
    """Return what an endpoint of SNS answers: it confirms its subscription, and takes the notifications."""

    def answer(got: Got) -> int:
        if got.event["Type"] == "SubscriptionConfirmation":
            httpx.get(got.event["SubscribeURL"], trust_env=False)
        else:
            take(got.event)
        return 200

    return answer


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("product", ["harbor", "quay"])
def test_a_stranger_signs_the_envelope(world_file: Path, version: str, product: str) -> None:
    got: list[dict[str, str]] = []
    with Marketplace(world_file, port=0) as marketplace, selling(confirming(got.append)) as endpoint:
        marketplace.clock.freeze()
        marketplace.subscribe(endpoint.url, kind="sns_http", signature_version=version)
        marketplace.wait_for_deliveries()
        marketplace.add_fault(wrong_signature=True, on_delivery=2)
        live(marketplace, product)
        certificate = signer_of(marketplace).certificate
    assert [verified(each, certificate) for each in got][:3] == [True, False, True]
    assert len({each["SigningCertURL"] for each in got}) == 1


@pytest.mark.parametrize("trigger", ["sns", "sqs"])
def test_a_stranger_signs_what_a_lambda_function_gets(marketplace: Marketplace, trigger: Any) -> None:
    records: list[Any] = []
    marketplace.subscribe(lambda event, _: records.extend(event["Records"]), trigger=trigger)
    marketplace.add_fault(wrong_signature=True, event=LEGACY_LIFE[1])
    live(marketplace, "quay")
    certificate = signer_of(marketplace).certificate
    envelopes = [each["Sns"] if trigger == "sns" else json.loads(each["body"]) for each in records]
    read = [{name: value for name, value in each.items() if value is not None} for each in envelopes]
    assert [verified(each, certificate) for each in read] == [True, False, True]


def verified(message: dict[str, str], certificate: str) -> bool:
    """Say whether the signature is of the key of the certificate."""
    key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    assert isinstance(key, RSAPublicKey)
    hashed = {"1": SHA1, "2": SHA256}[message["SignatureVersion"]]()
    try:
        key.verify(base64.b64decode(message["Signature"]), envelope.signed_text(message).encode(), PKCS1v15(), hashed)
    except InvalidSignature:
        return False
    return True


def test_kinds_act_together(marketplace: Marketplace, seller: Seller) -> None:
    for rule in ({"delay": "3h"}, {"duplicate": 1}, {"unknown_type": True}, {"wrong_signature": True}):
        marketplace.add_fault(**rule, event=CREATED)  # type: ignore[arg-type]
    live(marketplace)
    marketplace.clock.advance("2h")
    assert seller.types() == [*LIFE[1:], "A New Type - Proposer", "A New Type - Proposer"]
    assert "the-secret" not in [each.headers["x-api-key"] for each in seller.got[-2:]]
    assert faulty(marketplace) == [
        (CREATED, "delivered", ["delay", "unknown_type", "wrong_signature"]),
        (CREATED, "delivered", ["delay", "unknown_type", "wrong_signature", "duplicate"]),
    ]


def test_a_lost_message_is_not_changed_by_the_layers_further_in(marketplace: Marketplace, seller: Seller) -> None:
    marketplace.add_fault(lose=True, event=CREATED)
    copies = marketplace.add_fault(duplicate=1, event=CREATED)
    live(marketplace)
    assert seller.types() == LIFE[1:]
    assert counted(marketplace, copies["fault_id"]) == (1, 0)
