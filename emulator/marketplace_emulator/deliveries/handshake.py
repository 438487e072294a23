"""The handshake of an HTTP endpoint with SNS: a subscription is confirmed by its token, and ends the same way.

A confirmation is an event of the subscription itself: it is delivered, retried and listed like all others.
"""

from __future__ import annotations

import hmac
import uuid
from typing import Any, Literal

import msgspec
from sqlalchemy import bindparam, func, select

from marketplace_emulator.deliveries.kinds import sns_http
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.sns import topic
from marketplace_emulator.store import Row, deliveries, delivery_queue, events, products, settings, subscriptions
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World

_MODEL = "service model sns, botocore 1.44.8"
imitates(__name__, "A token confirms a subscription for two days.", "doc", _MODEL)
imitates(
    __name__,
    "An endpoint that is unsubscribed by its link gets an UnsubscribeConfirmation, with which it can subscribe again.",
    "doc",
    _MODEL,
)
imitates(
    __name__,
    "A subscription that takes the messages of several topics is confirmed once, as one to the first of them.",
    "assumed",
    "the emulator's own choice: at AWS each topic has a subscription of its own",
)

TOKEN_SECONDS = 2 * 86400
_P, _D, _E = products.PRODUCTS.c, deliveries.DELIVERIES.c, events.EVENTS.c
_settings = msgspec.json.Decoder(sns_http.Settings).decode
_FIRST_LEGACY = Prepared(
    lambda: select(_P.product_code).where(_P.generation == "legacy").order_by(_P.position).limit(1)
)
_ASKED = Prepared(
    lambda: (
        select(func.max(_E.at))
        .join_from(deliveries.DELIVERIES, events.EVENTS, _D.event == _E.position)
        .where(_D.subscription_id == bindparam("subscription_id"), _E.agreement_id == "")
    )
)


def topic_of(world: World, subscription: Row) -> str:
    """Return the topic of a subscription that may take the messages of several: that of its first product and type."""
    code = subscription["product_code"]
    if code is None:
        first = world.store.row(_FIRST_LEGACY)
        code = None if first is None else first[0]
    elif products.find(world.store, code)["generation"] != "legacy":
        code = None
    if code is None:
        return topic.sellers_own(world.seller)
    return topic.arn(code, "entitlement-updated" if subscription["types"] == '["entitlement-updated"]' else "")


def invite(world: World, subscription: Row) -> None:
    """Ask a new endpoint to confirm its subscription; raise Conflict if it could not, because there is no port."""
    if world.sns_url is None:
        raise Conflict(
            "an endpoint of SNS must confirm its subscription and fetch a certificate, but this emulator has no port; create it "
            "with Marketplace(port=0), or with the sns_url at which the endpoint reaches it"
        )
    _tell(world, subscription, topic_of(world, subscription), "SubscriptionConfirmation")


def confirm(world: World, topic_arn: str, token: str) -> str | None:
    """Confirm the subscription to a topic that has this token, and return its ARN; None if there is none, or not any more."""
    signer, since = world.sns_signer(), world.clock.now() - TOKEN_SECONDS
    for each in _all(world):
        subscription_arn = topic.subscription_arn(topic_arn, each["subscription_id"])
        if hmac.compare_digest(signer.token(subscription_arn).encode(), token.encode()):
            asked = world.store.row(_ASKED, subscription_id=each["subscription_id"])
            if asked is not None and asked[0] is not None and asked[0] < since:
                return None
            _put(world, each, "confirmed")
            return subscription_arn
    return None


def unsubscribe(world: World, subscription_arn: str) -> None:
    """End a subscription and tell its endpoint, which may confirm it again; do nothing if there is no such subscription."""
    topic_arn, _, _ = subscription_arn.rpartition(":")
    for each in _all(world):
        if subscription_arn == topic.subscription_arn(topic_arn, each["subscription_id"]):
            if each["state"] == "confirmed":
                _put(world, each, "pending_confirmation")
                _tell(world, each, topic_arn, "UnsubscribeConfirmation")
            return


def _all(world: World) -> list[Row]:
    return [dict(each) for each in world.store.rows(subscriptions.ALL) if each["kind"] == "sns_http"]


def _put(world: World, subscription: Row, state: str) -> None:
    world.store.run(subscriptions.PUT_STATE, of_id=subscription["subscription_id"], now_in=state)
    settings.touch(world.store)


def _tell(
    world: World,
    subscription: Row,
    topic_arn: str,
    type_: Literal["SubscriptionConfirmation", "UnsubscribeConfirmation"],
) -> None:
    signer, now, message_id = world.sns_signer(), world.clock.now(), str(uuid.uuid4())
    write = signer.subscription_confirmation if type_ == "SubscriptionConfirmation" else signer.unsubscribe_confirmation
    given: dict[str, Any] = {
        "message_id": message_id,
        "topic_arn": topic_arn,
        "subscription_arn": topic.subscription_arn(topic_arn, subscription["subscription_id"]),
        "at": now,
        "version": _settings(subscription["settings"]).signature_version or world.readings["sns_signature_version"],
    }
    row = {
        "event_id": message_id,
        "type": type_,
        "channel": "sns",
        "agreement_id": "",
        "product_code": subscription["product_code"] or "",
        "customer_aws_account_id": "",
        "at": now,
        "facts": "{}",
        "body": write(**given),
        "emitted": True,
        "machine_at": world.store.transaction().moment,
    }
    event = world.store.insert(events.ADD, row)
    delivery_queue.add(world.store, event, subscription["subscription_id"], None, now)
    world.deliver()
