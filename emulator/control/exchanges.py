"""The journal of exchanges, read back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from emulator import duration
from emulator.control.page import PageQuery, page
from emulator.control.route import route
from emulator.store import Row, exchanges, tokens
from emulator.world import World


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request to AWS and its answer."""

    id: int
    request_id: str
    at: str
    service: str | None
    operation: str | None
    account: str | None
    region: str | None
    token: str | None
    agreement_id: str | None
    customer_aws_account_id: str | None
    outcome: Annotated[str, Meta(description="ok, AWS's error code, drop, hang or cut")]
    status: int
    fault: list[str]
    readings: dict[str, str]
    parameters: Any
    answer: Any
    duration_ms: float


class Exchanges(msgspec.Struct, frozen=True, kw_only=True):
    """A page of exchanges, the oldest first."""

    items: list[Exchange]
    next: int | None


class ExchangeQuery(PageQuery, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which exchanges; tokens are shortened unless `full`."""

    operation: str | None = None
    token: str | None = None
    customer_aws_account_id: str | None = None
    outcome: str | None = None
    full: bool = False


def _json(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body.decode("utf-8", "replace")


def _shown(row: Row, *, full: bool) -> Exchange:
    token = row["token"]
    parameters = _json(row["request_body"])
    if token is not None and not full:
        token = tokens.shortened(token)
        parameters = {**parameters, "RegistrationToken": token}
    return Exchange(
        **{
            name: row[name]
            for name in (
                *("id", "request_id", "service", "operation", "account", "region", "agreement_id"),
                *("customer_aws_account_id", "outcome", "status"),
            )
        },
        at=duration.iso(row["at"]),
        token=token,
        fault=[each for each in row["faults"].split(",") if each],
        readings=dict(each.split("=", 1) for each in row["readings"].split(",") if each),
        parameters=parameters,
        answer=_json(row["answer_body"]),
        duration_ms=round(row["duration_ms"], 3),
    )


@route("GET", "/exchanges")
def list_exchanges(world: World, query: ExchangeQuery) -> Exchanges:
    """List the exchanges with AWS."""
    names = ("operation", "token", "customer_aws_account_id", "outcome")
    conditions = {name: getattr(query, name) for name in names}
    rows, following = page(world.store, exchanges.EXCHANGES, query, conditions, key="id")
    return Exchanges(items=[_shown(row, full=query.full) for row in rows], next=following)
