"""The text of an event's message, made once from its facts, by the readings of that time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from marketplace_emulator import events
from marketplace_emulator.events import eventbridge, facts, sns
from marketplace_emulator.store import Row, agreements, buyers, products
from marketplace_emulator.store import events as stored
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.world import World

_A, _P, _B = agreements.AGREEMENTS.c, products.PRODUCTS.c, buyers.BUYERS.c
_ABOUT = Prepared(
    select(
        _A.agreement_id,
        _A.license_arn,
        _P.product_code,
        _P.product_id,
        _P.name.label("product_title"),
        _P.seller_account,
        _B.customer_aws_account_id,
        _B.customer_identifier,
    )
    .join_from(agreements.AGREEMENTS, products.PRODUCTS, _P.product_code == _A.product_code)
    .join(buyers.BUYERS, _B.customer_aws_account_id == _A.customer_aws_account_id)
    .where(_A.agreement_id == bindparam("agreement_id"))
)
_TEXTS = {"sns": sns.text, "eventbridge": eventbridge.text}


def body(world: World, event: Row) -> str:
    """Return the text of an event's message."""
    if event["body"] is not None:
        return str(event["body"])
    about: Mapping[str, Any] = dict(world.store.row(_ABOUT, agreement_id=event["agreement_id"]) or {})
    known = facts.read(event["facts"])
    members = events.EVENTS[event["type"]].body(known, about)
    text = _TEXTS[event["channel"]](event, members, about)
    stored.keep_body(world.store, event["position"], text)
    return text
