"""Fill a page's template: everything is escaped, and a value that is missing is an error."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from marketplace_emulator.console.counting import grouped
from marketplace_emulator.console.live import seen
from marketplace_emulator.control.clock import show_clock
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.world import World

HERE = Path(__file__).parent
STATIC = HERE / "static"


def rendered(world: World, request: HttpRequest, template: str, values: Mapping[str, object]) -> bytes:
    """Return a page's HTML; every template knows the `path` and the `host` that were asked for, the `clock`, and what the page has `seen`."""
    page = _templates().get_template(template)
    asked = {"path": request.path, "query": request.query, "host": request.headers.get("host", "")}
    return page.render({**asked, "clock": show_clock(world), "seen": seen(world), **values}).encode()


def static(name: str) -> str:
    """Return the path of a file in `static/`, with a digest of what is in it, so that browsers can keep it."""
    return f"/console/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static
    made.filters["moment"] = moment
    made.filters["dollars"] = dollars
    made.filters["grouped"] = grouped
    return made


def moment(iso: str) -> str:
    """Write a time in ISO 8601 for people: `29 Nov 2026, 09:40:12`, in UTC."""
    at = datetime.fromisoformat(iso)
    return f"{at.day} {at:%b %Y, %H:%M:%S}"


def dollars(amount: str) -> str:
    """Write an amount of US dollars with cents, and with more digits where it has more: `$68.30`, `$0.0004`."""
    whole, _, part = amount.partition(".")
    return f"${grouped(whole)}.{part:0<2}"
