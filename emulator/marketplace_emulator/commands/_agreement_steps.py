"""`agreement amend`, `renew`, `cancel` and the other steps of an agreement; `accept` is in a file of its own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Unpack

import click

from marketplace_emulator.commands import _terms
from marketplace_emulator.commands._entitle import entitle
from marketplace_emulator.commands._steering import agreement_id_of, as_json, referred, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote
    from marketplace_emulator.control.agreements import Agreement
    from marketplace_emulator.steering.agreement_steps import Amendment, FollowingFields
    from marketplace_emulator.store.agreements import Ended

ENDINGS = click.Choice(["CANCELLED", "EXPIRED", "TERMINATED", "RENEWED", "REPLACED"])
Members = ParamSpec("Members")


def _step(take: Callable[Concatenate[Remote, str, Members], Agreement]) -> Callable[..., None]:
    """Make a command of a function that takes a step: find the agreement, and print what became of it."""

    @click.argument("agreement", metavar="ID|NAME")
    @as_json
    @steers
    @functools.wraps(take)
    def command(emulator: Remote, agreement: str, as_json: bool, **fields: Any) -> None:
        agreement_id = agreement_id_of(emulator, agreement)
        if fields.get("offer_id") is not None:
            fields["offer_id"] = referred("offer", fields["offer_id"], emulator.offers(), "offer_id")
        changed = take(emulator, agreement_id, **fields)  # type: ignore[call-arg]
        if as_json:
            show_json(changed)
        elif changed["agreement_id"] != agreement_id:
            click.echo(changed["agreement_id"])
        else:
            word = "until" if changed["status"] == "ACTIVE" else "since"
            click.echo(f"{agreement_id} is {changed['status']} {word} {changed['end_time']}")

    return command


@click.command()
@entitle
@click.option("--no-entitlements", is_flag=True, help="Grant nothing any more.")
@_terms.end_time("as before")
@_terms.auto_renew
@click.option(
    "--proposer-opted-out/--no-proposer-opted-out", default=None, help="Whether the seller does not want to renew it."
)
@_terms.offer
@_step
def amend(emulator: Remote, agreement_id: str, no_entitlements: bool, **fields: Unpack[Amendment]) -> Agreement:
    """Change the terms of an agreement.

    It stays the same agreement. What --entitle names is all that it grants from now on.

    Example: marketplace-emulator agreement amend alder-analytics --entitle seats=50
    """
    if no_entitlements:
        if fields["entitlements"]:
            raise click.UsageError("--entitle and --no-entitlements do not go together; give one of them.")
        fields["entitlements"] = {}
    return emulator.amend_agreement(agreement_id, **fields)


@click.command()
@_terms.following
@entitle
@_step
def renew(emulator: Remote, agreement_id: str, **fields: Unpack[FollowingFields]) -> Agreement:
    """Renew an agreement now.

    It ends as RENEWED, and the id of the one that follows is printed. What is not given is as before.

    Example: marketplace-emulator agreement renew alder-analytics --duration P12M
    """
    return emulator.renew_agreement(agreement_id, **fields)


@click.command()
@_terms.following
@entitle
@_step
def replace(emulator: Remote, agreement_id: str, **fields: Unpack[FollowingFields]) -> Agreement:
    """Replace an agreement now.

    It ends as REPLACED, and the id of the one that follows is printed. What is not given is as before.

    Example: marketplace-emulator agreement replace alder-analytics --entitle seats=100
    """
    return emulator.replace_agreement(agreement_id, **fields)


@click.command()
@click.option("--status", default="CANCELLED", show_default=True, type=ENDINGS, help="How it ends.")
@_step
def cancel(emulator: Remote, agreement_id: str, status: Ended) -> Agreement:
    """Let the buyer end an agreement now.

    Example: marketplace-emulator agreement cancel alder-backup
    """
    return emulator.cancel_agreement(agreement_id, status)


@click.command()
@_step
def terminate(emulator: Remote, agreement_id: str) -> Agreement:
    """Let AWS end an agreement now.

    Example: marketplace-emulator agreement terminate alder-backup
    """
    return emulator.terminate_agreement(agreement_id)


@click.command()
@_step
def expire(emulator: Remote, agreement_id: str) -> Agreement:
    """Let an agreement reach its end now.

    Example: marketplace-emulator agreement expire dogwood-backup-production
    """
    return emulator.expire_agreement(agreement_id)


@click.command("end-trial")
@click.option(
    "--becomes",
    type=click.Choice(["paid", "ended"]),
    help="What becomes of the agreement.  [default: paid, unless its term ends with the trial]",
)
@_step
def end_trial(emulator: Remote, agreement_id: str, becomes: Literal["paid", "ended"] | None) -> Agreement:
    """End the free trial of an agreement now.

    Example: marketplace-emulator agreement end-trial birch-analytics-trial --becomes ended
    """
    return emulator.end_trial(agreement_id, becomes)


@click.command()
@_step
def pay(emulator: Remote, agreement_id: str) -> Agreement:
    """Let the buyer pay for an agreement whose payment failed.

    Example: marketplace-emulator agreement pay alder-backup
    """
    return emulator.pay_agreement(agreement_id)


STEPS = (amend, renew, replace, cancel, terminate, expire, end_trial, pay)
"""The commands of the steps of an agreement that is accepted."""
