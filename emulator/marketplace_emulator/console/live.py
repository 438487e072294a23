"""Tells an open page that the world has changed, by server-sent events; the page then asks for itself again."""

from __future__ import annotations

import secrets
import time
from weakref import WeakKeyDictionary

import msgspec

from marketplace_emulator.control.problem import Problem
from marketplace_emulator.http import Stream
from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.wait import Wait
from marketplace_emulator.world import World

LOOK = Wait(0.25)
"""How often one looks for changes while a page is open."""
SILENCE_SECONDS = 15.0
"""After this long without an event a comment is sent, so that nothing in between takes the connection for dead."""
MOST = 64
"""How many pages may be told at the same time."""
AGAIN_MS = 1000
"""After how long a browser asks again that has lost the connection."""

_PROCESS = secrets.token_hex(4)
_told: WeakKeyDictionary[World, int] = WeakKeyDictionary()


def seen(world: World) -> str:
    """Return what a page that is made now has seen: a text that is another one after every change, by whatever process."""
    own, others = world.store.changes()
    return f"{_PROCESS}-{own}-{others}"


def events(world: World, last_seen: str | None) -> Stream:
    """Return the events for a page that has seen this, the first of them at once if it has missed something."""
    if _told.get(world, 0) >= MOST:
        raise Problem(
            503, f"{MOST} pages are told of changes already, which is the most; close some of them, and load this again"
        )
    return _events(world, last_seen)


def _events(world: World, last_seen: str | None) -> Stream:
    _told[world] = _told.get(world, 0) + 1
    try:
        yield b"retry: %d\n\n" % AGAIN_MS
        spoke_at = time.monotonic()
        while True:
            newest = _look(world)
            if newest is not None and newest != last_seen:
                last_seen, spoke_at = newest, time.monotonic()
                yield b"id: %b\ndata: %b\n\n" % (newest.encode(), msgspec.json.encode({"seen": newest}))
            elif time.monotonic() - spoke_at >= SILENCE_SECONDS:
                spoke_at = time.monotonic()
                yield b":\n\n"
            yield LOOK
    finally:
        _told[world] -= 1


def _look(world: World) -> str | None:
    """Return what a page could have seen by now, after what is due has happened; None while another program holds the store."""
    try:
        if world.due_at <= world.clock.now():
            with world.transaction():
                pass
        return seen(world)
    except Unavailable:
        return None
