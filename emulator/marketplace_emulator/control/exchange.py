"""One exchange as the control API shows it: the request, who sent it, what decided, and the answer."""

from __future__ import annotations

import base64
from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.nesting import too_deep
from marketplace_emulator.shortening import Shortening
from marketplace_emulator.store import Row


class Body(TypedDict):
    """A body as it was sent: its text, or its bytes in base64 where it is no UTF-8.

    `size` is the bytes that were sent, which are more where a token is shown shortened.
    """

    text: str
    base64: bool
    size: int


class Exchange(TypedDict):
    """One request for an operation and its answer; tokens are shortened throughout unless `full` was asked for.

    `fault` names the rules that were applied and `fault_kinds` what they did; `readings` are those that decided.
    `about` names all that the call is about; `token`, `agreement_id` and `customer_aws_account_id` are null where it is
    about several. `parameters` and `answer` are the bodies decoded, or their text where they are no JSON.
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


class _Whole:
    """Shows everything as it is, where Shortening shows tokens shortened."""

    def text(self, text: str) -> str:
        return text

    def value(self, value: Any) -> Any:
        return value

    def header(self, _: str, value: str) -> str:
        return value

    def body(self, body: bytes) -> bytes:
        return body


def shown(row: Row, *, full: bool = False) -> Exchange:
    """Show a row of the journal."""
    parameters, answer = _decoded(row["request_body"]), _decoded(row["answer_body"])
    if too_deep(parameters):
        parameters = row["request_body"].decode()
    hide: Shortening | _Whole = _Whole()
    if not full:
        hide = Shortening(row["about"].get("token", ()))
        hide.learn(parameters)
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
        parameters={} if parameters is None else hide.value(parameters),
        answer=hide.value(answer),
        duration_ms=round(row["duration_ms"], 3),
        held_ms=round(row["held_ms"], 3),
        method=row["method"],
        path=hide.text(row["path"]),
        request_headers={
            name: hide.header(name, value) for name, value in msgspec.json.decode(row["request_headers"]).items()
        },
        request_body=_body(hide.body(row["request_body"]), len(row["request_body"])),
        answer_headers=[(name, hide.header(name, value)) for name, value in msgspec.json.decode(row["answer_headers"])],
        answer_body=_body(hide.body(row["answer_body"]), len(row["answer_body"])),
    )


def _alone(about: dict[str, list[str]], noun: str) -> str | None:
    found = about.get(noun, ())
    return found[0] if len(found) == 1 else None


def _decoded(body: bytes) -> Any:
    if not body:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body.decode("utf-8", "replace")


def _body(body: bytes, size: int) -> Body:
    try:
        return Body(text=body.decode(), base64=False, size=size)
    except UnicodeDecodeError:
        return Body(text=base64.b64encode(body).decode(), base64=True, size=size)
