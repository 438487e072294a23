"""`agreement show`: an agreement, what has happened to it, and what comes next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator.commands._steering import agreement_id_of, as_json, show_json, steers
from marketplace_emulator.printable import printable

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.agenda import DueItem
    from marketplace_emulator.control.agreements import AgreementInFull, TakenStep
    from marketplace_emulator.control.events import Event

_ABOVE = ("name", "product_code", "customer_aws_account_id")
"""Members of acceptances that are printed above the history."""


@click.command()
@click.argument("agreement", metavar="ID|NAME")
@as_json
@steers
def show(emulator: Remote, agreement: str, as_json: bool) -> None:
    """Show an agreement and its history.

    Its messages, what comes next, and the steps that it can take now are listed too.

    Example: marketplace-emulator agreement show alder-backup
    """
    agreement_id = agreement_id_of(emulator, agreement)
    found = emulator.agreement(agreement_id)
    if as_json:
        show_json(found)
        return
    chain = emulator.agreements(initial_agreement_id=found["initial_agreement_id"])
    following = [each["agreement_id"] for each in chain if each["previous_agreement_id"] == agreement_id]
    coming = emulator.agenda(agreement_id=agreement_id)
    told = [each for each in emulator.events(agreement_id=agreement_id) if each["state"] == "emitted"]
    for line in _lines(found, following, told, coming):
        click.echo(printable(line))


def _lines(found: AgreementInFull, following: list[str], told: list[Event], coming: list[DueItem]) -> Iterator[str]:
    yield f"{found['agreement_id']} ({found['name']}) is {found['status']}"
    for label, value in (*_terms(found, coming), *(("followed by", each) for each in following)):
        yield f"  {label:<12}{value}"
    yield ""
    yield "What has happened:"
    happened = [(each["at"], f"step {_taken(each)}") for each in found["history"]]
    happened += [(each["at"], f"event {each['type']}") for each in told]
    for at, what in sorted(happened, key=lambda each: datetime.fromisoformat(each[0])):
        yield f"  {at}  {what}"
    yield ""
    yield "What comes next:" if coming else "Nothing comes next."
    for due in coming:
        to = f" to {due['subscription_id']}" if due["subscription_id"] else ""
        yield f"  {due['at']}  {due['kind']} {due['name']}{to}{_written(due['fields'])}"
    yield ""
    steps = ", ".join(found["steps"]).replace("_", "-")
    yield f"It can {steps}." if steps else "It can take no step any more."


def _terms(found: AgreementInFull, coming: list[DueItem]) -> Iterator[tuple[str, str]]:
    yield "product", found["product_code"]
    yield "buyer", found["customer_aws_account_id"]
    yield "offer", found["offer_id"]
    yield "license", found["license_arn"]
    length = f" ({found['duration']})" if found["duration"] else ""
    yield "term", f"{found['start_time']} to {found['end_time']}{length}"
    if any((each["kind"], each["name"]) == ("step", "renew") for each in coming):
        yield "renewal", "at the end"
    elif found["auto_renew"] and found["proposer_opted_out"]:
        yield "renewal", "the seller does not want it"
    if found["free_trial"] or found["free_trial_ends_at"]:
        ends_at = found["free_trial_ends_at"]
        yield "free trial", f"until {ends_at}" if ends_at else "without a known end"
    if found["payment_failed"]:
        yield "payment", "failed"
    if found["entitlements"]:
        yield "grants", _written(found["entitlements"]).strip()
    if found["previous_agreement_id"]:
        yield "follows", found["previous_agreement_id"]


def _taken(taken: TakenStep) -> str:
    details = {name: value for name, value in taken["details"].items() if name not in _ABOVE}
    refused = f", refused: {taken['refusal']}" if taken["refusal"] else ""
    return f"{taken['step']}{_written(details)}{refused}"


def _written(members: Mapping[str, Any]) -> str:
    """Write members as NAME=VALUE."""
    return "".join(
        f" {name}={value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in members.items()
    )
