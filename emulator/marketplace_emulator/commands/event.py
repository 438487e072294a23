"""`event`: show what AWS told the seller, to whom it was sent, and send it again."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from marketplace_emulator import event_filter
from marketplace_emulator.commands._filter import options
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, fail, referred, show_json, show_table, steers
from marketplace_emulator.printable import json_text, printable_lines

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.events import Event


@click.group(cls=Group)
def command() -> None:
    """Show the messages of AWS and their deliveries.

    Example: marketplace-emulator event list
    """


@command.command("list")
@as_json
@steers
@options(event_filter.FILTER)
def list_events(emulator: Remote, wanted: dict[str, Any], as_json: bool) -> None:
    """List the messages in the order of their times, and what became of them.

    Example: marketplace-emulator event list --state lost
    """
    found = emulator.events(**wanted)
    if as_json:
        show_json(found)
        return
    rows = [{**each, "deliveries": _in_short(each)} for each in found]
    columns = ("at", "type", "agreement_id", "event_id", "state", "deliveries")
    show_table(rows, columns, "There are no such messages; `agreement accept` makes the first.")


def _in_short(event: Event) -> str:
    """Say how many deliveries are in which state."""
    states = [each["state"] for each in event["deliveries"]]
    counted = (f"{states.count(state)} {state}" for state in dict.fromkeys(states))
    return ", ".join(counted) or "-"


@command.command()
@click.argument("event", metavar="ID|TYPE")
@as_json
@steers
def show(emulator: Remote, event: str, as_json: bool) -> None:
    """Show a message, its deliveries and every attempt. Of a TYPE the newest is shown.

    Example: marketplace-emulator event show subscribe-success
    """
    found = emulator.event(_referred(emulator, event))
    if as_json:
        show_json(found)
    else:
        click.echo(printable_lines("\n".join(_lines(found))))


def _referred(emulator: Remote, given: str) -> str:
    """Return the id of the newest message of a type that has come; an id is returned as it is."""
    try:
        return str(uuid.UUID(given))
    except ValueError:
        come = [each for each in emulator.events(type=given) if each["state"] != "planned"]
    if not come:
        fail(f"there is no message {given!r} yet; `agenda list` shows what comes")
    return come[-1]["event_id"]


def _lines(event: Event) -> Iterator[str]:
    yield f"{event['type']}  {event['event_id']}"
    for name in ("at", "state", "agreement_id", "product_code", "customer_aws_account_id"):
        yield f"  {name:<24}{event[name] or '-'}"
    if event["body"] is not None:
        yield json_text(json.loads(event["body"]), indent=2)
    for each in event["deliveries"]:
        yield from _attempts(each)


def _attempts(delivery: Mapping[str, Any]) -> Iterator[str]:
    yield f"to {delivery['subscription_id']}: {delivery['state']}{_next(delivery)}{_by(delivery)}"
    for attempt in delivery["attempts"]:
        said = f"  {attempt['number']}.  {attempt['at']}  {attempt['seconds'] * 1000:.0f} ms  {attempt['outcome']}"
        yield said if not attempt["answer"] else f"{said}\n      {attempt['answer'].rstrip()}"


def _next(delivery: Mapping[str, Any]) -> str:
    return f", next attempt {delivery['next_attempt_at']}" if delivery["next_attempt_at"] is not None else ""


def _by(delivery: Mapping[str, Any]) -> str:
    """Name the faults that did something to a delivery."""
    named = " and ".join(f"{each['kind']} ({each['fault_id']})" for each in delivery["faults"])
    return f", by the fault{'s' if len(delivery['faults']) > 1 else ''} {named}" if named else ""


@command.command()
@click.argument("event", metavar="ID|TYPE")
@click.option("--subscription", metavar="ID|NAME", help="Only to this subscription.  [default: to all that take it]")
@as_json
@steers
def redeliver(emulator: Remote, event: str, subscription: str | None, as_json: bool) -> None:
    """Send a message again, with the same id, and tell what becomes of it. Of a TYPE the newest is sent.

    Example: marketplace-emulator event redeliver subscribe-success
    """
    to = subscription and referred("subscription", subscription, emulator.subscriptions(), "subscription_id")
    event_id = _referred(emulator, event)
    before = len(emulator.event(event_id)["deliveries"])
    emulator.redeliver(event_id, to)
    sent = _sent(emulator, event_id, before)
    if as_json:
        show_json(sent)
        return
    for each in sent["deliveries"][before:]:
        click.echo(printable_lines("\n".join(_attempts(each))))


def _sent(emulator: Remote, event_id: str, before: int) -> Event:
    """Wait until each new delivery of an event has had an attempt, for some time longer than a target may take."""
    end = time.monotonic() + 20
    while True:
        found = emulator.event(event_id)
        if not any(_is_on_its_way(each) for each in found["deliveries"][before:]) or time.monotonic() > end:
            return found
        time.sleep(0.05)


def _is_on_its_way(delivery: Mapping[str, Any]) -> bool:
    """Say whether the first attempt of a delivery goes on or is about to begin; a fault may delay it."""
    begun = bool(delivery["attempts"] or delivery["faults"])
    return delivery["state"] == "sending" or (delivery["state"] == "waiting" and not begun)


@command.command()
@click.argument("message", metavar="TYPE", required=False)
@as_json
@steers
def schema(emulator: Remote, message: str | None, as_json: bool) -> None:
    """Print the JSON Schema of a message; without a TYPE, list the messages.

    Example: marketplace-emulator event schema "License Updated - Manufacturer"
    """
    if message is not None:
        show_json(emulator.event_schema(message))
    elif as_json:
        show_json(emulator.event_types())
    else:
        show_table(emulator.event_types(), ("type", "channel", "means"), "There are no messages.")
