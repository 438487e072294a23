"""`fault`: add, list and remove rules that make operations and messages misbehave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
import msgspec

from marketplace_emulator import nouns
from marketplace_emulator.commands._filter import options_of, refer
from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, show_json, show_table, steers
from marketplace_emulator.faults import EVERY_KIND
from marketplace_emulator.faults.rule import OF_CALLS, NewFault

if TYPE_CHECKING:
    from marketplace_emulator import Remote

HELP = {
    "operation": "Only calls of this operation.",
    "event": "Only messages of this type, such as subscribe-success.",
    "subscription_id": "Only messages to this subscription.",
    "account": "Only calls by this seller's account.",
    "region": "Only calls to this Region.",
    "on_call": "Only the n-th of these calls.",
    "on_delivery": "Only the n-th of these messages; one to two subscriptions is two.",
    "times": "Apply the fault this many times.",
    "probability": "Apply the fault to this share of the calls or messages, from 0 to 1.",
    "seed": "The seed that --probability and --latency draw from; the same seed draws the same.",
    "until": "Apply the fault until this time of the emulator's clock: now+1h, or ISO 8601.",
    "latency": 'Wait: 2, 250ms, or JSON such as {"spread": "lognormal", "median": 0.2, "p99": 3}.',
    "hang": "Never answer.",
    "drop": "Close the connection before the work, or after it.",
    "gate": "Hold the answers until this many calls have come, then send them together.",
    "at_most": "How long --gate holds an answer in real time: 5, or 500ms; the default is 5s.",
    "truncate": "Close the connection after this many bytes of the answer's body.",
    "malformed": "Send an answer that AWS would not send.",
    "extra_members": 'Add unknown members to the answer: true, or JSON such as {"Region": "eu-central-1"}.',
    "missing_members": 'Leave members out of the answer, in JSON: ["ProductCode"].',
    "expired_credentials": "Answer that the caller's credentials have expired: ExpiredTokenException with status 403.",
    "error": "Answer with the error of this code, such as ThrottlingException.",
    "message": "The message of --error, instead of AWS's.",
    "status": "The HTTP status of --error, instead of AWS's.",
    "unprocessed": "Report this many records of a batch as unprocessed, or all.",
    "lose": "Never send the message.",
    "delay": "Send the message this much later by the emulator's clock: 90, or 10m.",
    "duplicate": "Send the message this many more times, with the same id.",
    "reorder": "Send the message after this many later ones of its agreement.",
    "within": "How long --reorder holds a message by the emulator's clock; the default is 1d.",
    "wrong_signature": "Sign the message with a key that is not SNS's, or send other secrets in its headers.",
    "unknown_type": "Send the message with this type, which no seller knows; for true, with a made-up one.",
    "old_message": "After the message, send the one before it again, for true, or the last one of this type.",
    "work": "Whether the work of --unprocessed is done all the same; the default is not_done.",
}


def _fields() -> dict[str, Any]:
    kinds = [field for kind in EVERY_KIND.values() for field in msgspec.structs.fields(kind)]
    bound = {field.name for field in kinds}
    return {
        field.name: field
        for field in (*kinds, *(each for each in msgspec.structs.fields(NewFault) if each.name not in bound))
    }


def _help(name: str) -> str:
    """Return the help of an option: from HELP, or else from the docstring of the kind of fault."""
    if name in nouns.NAMES:
        return f"Only calls {'' if name in OF_CALLS else 'and messages '}about {nouns.meaning(name)}."
    return HELP.get(name) or (EVERY_KIND[name].__doc__ or "").partition("\n")[0]


def _options(function: Callable[..., None]) -> Callable[..., None]:
    for name, field in reversed(_fields().items()):
        schema = msgspec.json.schema(field.type)
        if schema == {"enum": [True]}:
            decorate = click.option(*options_of(name), name, is_flag=True, default=None, help=_help(name))
        elif "enum" in schema:
            decorate = click.option(*options_of(name), name, type=click.Choice(schema["enum"]), help=_help(name))
        else:
            decorate = click.option(*options_of(name), name, help=_help(name), callback=_read)
        function = decorate(function)
    return function


def _read(_: click.Context, parameter: click.Parameter, given: str | None) -> Any:
    if given is None:
        return None
    # A token or an account may look like a number, but is text: the type in the API decides.
    wanted = _fields()[str(parameter.name)].type
    try:
        decoded = json.loads(given)
        msgspec.convert(decoded, wanted)
        return given if decoded is None else decoded
    except msgspec.ValidationError:
        return given if _takes_text_alone(wanted) or (isinstance(decoded, str | bool) or decoded is None) else decoded
    except ValueError:
        return given


def _takes_text_alone(wanted: Any) -> bool:
    schema = msgspec.json.schema(wanted)
    return {each.get("type") for each in schema.get("anyOf", (schema,))} <= {"string", "null"}


@click.group(cls=Group)
def command() -> None:
    """Make operations and messages misbehave.

    Example: marketplace-emulator fault add --operation ResolveCustomer --error ThrottlingException --times 2
    """


@command.command()
@_options
@as_json
@steers
def add(emulator: Remote, as_json: bool, **given: Any) -> None:
    """Add a rule of one kind of fault, optionally only for some calls or messages, and print the rule's id.

    Example: marketplace-emulator fault add --operation ResolveCustomer --drop after --times 1
    """
    refer(emulator, given)
    added = emulator.add_fault(**{name: value for name, value in given.items() if value is not None})
    if as_json:
        show_json(added)
    else:
        click.echo(added["fault_id"])


@command.command("list")
@as_json
@steers
def list_faults(emulator: Remote, as_json: bool) -> None:
    """List the rules, with how many calls or messages each has seen, how many it was applied to, and how often a gate opened.

    Example: marketplace-emulator fault list
    """
    found = emulator.faults()
    if as_json:
        show_json(found)
    else:
        show_table(
            found, ("fault_id", "seen", "applied", "opened", "rule"), "There are no fault rules; `fault add` adds one."
        )


@command.command()
@click.argument("fault_id", required=False)
@steers
def clear(emulator: Remote, fault_id: str | None) -> None:
    """Remove one rule, or all of them, including those of fault tokens, which `reset` restores.

    Example: marketplace-emulator fault clear fault-14
    """
    emulator.clear_faults(fault_id)
