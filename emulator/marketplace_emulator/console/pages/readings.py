"""`/console/switchboard/readings`: the readings and the timings, with their sources, and which are in force."""

from __future__ import annotations

from marketplace_emulator.console.page import Form, Page, See, get, post
from marketplace_emulator.control import readings, timings
from marketplace_emulator.readings import GROUPS
from marketplace_emulator.world import World

HERE = "/console/switchboard/readings"


class Chosen(Form, frozen=True, kw_only=True):
    """The alternative of a reading."""

    value: str


class Length(Form, frozen=True, kw_only=True):
    """A length of time, such as 72s; none for the default."""

    length: str | None = None


@get(HERE)
def show_readings(world: World) -> Page:
    """Show each reading with its alternatives, and each timing."""
    known = {each["name"]: each for each in readings.list_readings(world).items}
    lengths = timings.list_timings(world).items
    return Page(
        "readings.html",
        groups=[(about, [known[each.name] for each in rows]) for about, rows in GROUPS.items()],
        changed=[each for each in known.values() if each["value"] != each["alternatives"][0]["value"]],
        timings=lengths,
        set_timings=[each for each in lengths if each["length"] != each["default"]],
    )


@post(f"{HERE}/<name>")
def choose_reading(world: World, name: str, form: Chosen) -> See:
    """Put an alternative of a reading into force."""
    readings.set_readings(world, {name: form.value})
    return See(f"{HERE}#{name}")


@post("/console/switchboard/timings/<name>")
def set_timing(world: World, name: str, form: Length) -> See:
    """Set a timing, or bring its default back."""
    known = {each["name"]: each["default"] for each in timings.list_timings(world).items}
    timings.set_timings(world, {name: form.length or known.get(name, "")})
    return See(f"{HERE}#timings")
