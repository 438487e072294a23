"""`/console/switchboard`: the clock and what is due, snapshots, and the reset."""

from __future__ import annotations

from pathlib import Path

from marketplace_emulator import duration
from marketplace_emulator.console import preview
from marketplace_emulator.console.length_of_time import roughly
from marketplace_emulator.console.page import Form, Page, Query, See, get, post
from marketplace_emulator.control import agenda, clock, reset, snapshots
from marketplace_emulator.control.route import Waits
from marketplace_emulator.duration import BadTime, TooLong
from marketplace_emulator.store import agreements
from marketplace_emulator.world import World

HERE = "/console/switchboard"
DUE = 10
"""How many things that are due a page shows."""


class Wanted(Query, frozen=True, kw_only=True):
    """A time to look ahead to, such as now+3d, and the place in the list of what is due."""

    to: str | None = None
    cursor: agenda.Cursor | None = None


class Moved(Form, frozen=True, kw_only=True):
    """How far to move the clock, or to which time."""

    by: str | None = None
    to: str | None = None


class Named(Form, frozen=True, kw_only=True):
    """The name of a snapshot."""

    name: snapshots.Name


@get(HERE)
def show_switchboard(world: World, query: Wanted) -> Page:
    """Show the clock, what each of its moves would do, what is due next, and the snapshots."""
    chosen, mistake = None, None
    if query.to is not None:
        try:
            chosen = _moment(query.to, world.clock.now())
        except BadTime as problem:
            mistake = str(problem)
    due = agenda.list_agenda(world, agenda.AgendaQuery(limit=DUE, cursor=query.cursor))
    about = {each["agreement_id"] for each in due.items}
    return Page(
        "switchboard.html",
        to=query.to,
        mistake=mistake,
        moves=preview.moves(world, chosen),
        ahead=_ahead(clock.show_clock(world)["offset"]),
        due=due,
        names={each: agreements.find(world.store, each)["name"] for each in about if each is not None},
        called=preview.called,
        is_subscribed=world.subscribed,
        snapshots=snapshots.list_snapshots(world).items,
        fixtures=[Path(each).name for each in world.files],
    )


@post(f"{HERE}/clock", in_transaction=False)
def move_clock(world: World, form: Moved) -> Waits[See]:
    """Move the clock, and wait until everything that becomes due has been delivered or has failed."""
    if form.by is not None:
        yield from clock.advance_clock(world, clock.Advance(by=form.by))
    else:
        yield from clock.set_clock(world, clock.Setting(now=form.to))
    return See(HERE)


@post(f"{HERE}/clock/freeze")
def freeze_clock(world: World) -> See:
    """Stop the clock."""
    clock.freeze_clock(world)
    return See(HERE)


@post(f"{HERE}/clock/run")
def run_clock(world: World) -> See:
    """Let the clock run on."""
    clock.resume_clock(world)
    return See(HERE)


@post(f"{HERE}/snapshots")
def save_snapshot(world: World, form: Named) -> See:
    """Save the state under a name."""
    snapshots.save_snapshot(world, snapshots.NewSnapshot(name=form.name))
    return See(f"{HERE}#snapshots")


@post(f"{HERE}/snapshots/<name>/load")
def load_snapshot(world: World, name: str) -> See:
    """Load a saved state."""
    snapshots.restore_snapshot(world, name)
    return See(HERE)


@post(f"{HERE}/snapshots/<name>/remove")
def remove_snapshot(world: World, name: str) -> See:
    """Delete a saved state."""
    snapshots.remove_snapshot(world, name)
    return See(f"{HERE}#snapshots")


@post(f"{HERE}/reset")
def reset_world(world: World) -> See:
    """Delete what has happened, and load the fixtures again."""
    reset.reset(world, reset.ResetQuery())
    return See(HERE)


def _moment(text: str, now: float) -> float:
    """Read a time, or a length of time from now on."""
    try:
        length = duration.seconds(text)
    except TooLong:
        raise
    except BadTime:
        return duration.moment(text, now)
    return duration.after(now, length)


def _ahead(seconds: float) -> str:
    """Say how the emulator's clock differs from the machine's."""
    if abs(seconds) < 1:
        return "It shows the time of your machine."
    return f"It is {roughly(round(seconds))} {'ahead of' if seconds > 0 else 'behind'} your machine's clock."
