"""One exchange as the control API shows it: the request, who sent it, what decided, and the answer."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.exchange_body import Body, decoded
from marketplace_emulator.shortening import Shortening, Whole
from marketplace_emulator.store import Row


class Exchange(TypedDict):
    """One request for an operation and its answer; tokens are shortened throughout unless `full` was asked for.

    `fault` names the rules that were applied and `fault_kinds` what they did; `readings` are those that decided.
    `about` names all that the call is about; `token`, `agreement_id` and `customer_aws_account_id` are null where it is
    about several. `parameters` and `answer` are the bodies decoded from JSON or CBOR, or else their text, or base64. CBOR's
    timestamps are shown as epoch seconds, and its byte strings in base64.
    """

    id: int
    request_id: str
    at: str
    service: str | None
    operation: str | None
    account: str | None
    region: str | None
    about: Annotated[
        dict[str, list[str]], Meta(description="the nouns that the call is about, each by its identifiers")
    ]
    token: str | None
    agreement_id: str | None
    customer_aws_account_id: str | None
    outcome: Annotated[
        str,
        Meta(
            description="that of the work, ok or AWS's error code, or what became of the connection; see fault_kinds for the rest"
        ),
    ]
    status: Annotated[int, Meta(description="0 where no answer was sent")]
    fault: list[str]
    fault_kinds: list[str]
    readings: dict[str, str]
    parameters: Any
    answer: Any
    duration_ms: float
    held_ms: Annotated[float, Meta(description="how long a gate held the answer; duration_ms includes it")]
    method: str
    path: Annotated[str, Meta(description="with the query, if there was one")]
    request_headers: dict[str, str]
    request_body: Body
    answer_headers: list[tuple[str, str]]
    answer_body: Body


def shown(row: Row, *, full: bool = False) -> Exchange:
    """Show a row of the journal."""
    request_headers = msgspec.json.decode(row["request_headers"], type=dict[str, str])
    answer_headers = msgspec.json.decode(row["answer_headers"], type=list[tuple[str, str]])
    asked = decoded(row["request_body"], request_headers.items())
    hide: Shortening | Whole = Whole()
    if not full:
        hide = Shortening(row["about"].get("token", ()))
        hide.learn(asked.value)
    parameters, request_body = asked.shown(hide)
    answer, answer_body = decoded(row["answer_body"], answer_headers).shown(hide)
    about = {
        noun: [hide.text(each) if noun == "token" else each for each in found] for noun, found in row["about"].items()
    }
    return Exchange(
        id=row["id"],
        request_id=row["request_id"],
        at=duration.iso(row["at"]),
        service=row["service"],
        operation=row["operation"],
        account=row["account"],
        region=row["region"],
        about=about,
        token=_alone(about, "token"),
        agreement_id=_alone(about, "agreement_id"),
        customer_aws_account_id=_alone(about, "customer_aws_account_id"),
        outcome=row["outcome"],
        status=row["status"],
        fault=[each for each in row["faults"].split(",") if each],
        fault_kinds=[each for each in row["fault_kinds"].split(",") if each],
        readings=dict(each.split("=", 1) for each in row["readings"].split(",") if each),
        parameters={} if parameters is None else parameters,
        answer=answer,
        duration_ms=round(row["duration_ms"], 3),
        held_ms=round(row["held_ms"], 3),
        method=row["method"],
        path=hide.text(row["path"]),
        request_headers={name: hide.header(name, value) for name, value in request_headers.items()},
        request_body=request_body,
        answer_headers=[(name, hide.header(name, value)) for name, value in answer_headers],
        answer_body=answer_body,
    )


def _alone(about: dict[str, list[str]], noun: str) -> str | None:
    found = about.get(noun, ())
    return found[0] if len(found) == 1 else None
