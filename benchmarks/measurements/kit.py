"""The time that the contract kit takes for the Flask example, in process and as a separate server."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cache import Cache
from benchmarks.figure import Bound, Figure
from benchmarks.process import free_port

if TYPE_CHECKING:
    from marketplace_contracts.run import Run

CHEAP = ("reading-token-exact",)
"""A contract with one registration per example and no waiting, so that its time is CPU time."""
CHEAP_EXAMPLES = 1000
IN_PROCESS = Bound("ours", "at most", 60)
OVER_HTTP = Bound("ours", "at most", 180)
RATE = Bound("ours", "at least", 100)


def measure(_: Cache) -> list[Figure]:
    """Run the kit as `check` does, with its defaults; raise if a contract is broken, which would take another time."""
    from marketplace_emulator import Marketplace

    with tempfile.TemporaryDirectory() as folder, Marketplace(port=0) as marketplace:
        own = {"accounts": "/accounts", "env": {"DATABASE": str(Path(folder) / "accounts.db")}}
        app = {"subject": "examples.flask_app.app:app", **own}
        whole, seconds, _computing = _run(marketplace, **app)
        cheap, _seconds, computing = _run(marketplace, **app, contract=CHEAP, examples=CHEAP_EXAMPLES)
        command = {"subject": f"http://127.0.0.1:{free_port()}/", "command": f"{sys.executable} -m examples.flask_app"}
        served, served_seconds, _computing = _run(marketplace, **command, **own)
    return [
        Figure(f"check, in process, {whole.registrations:,} registrations", seconds, "s", target=IN_PROCESS),
        Figure(f"check --contract {CHEAP[0]}, registrations", cheap.registrations / computing, "/s", target=RATE),
        Figure(f"check --command, {served.registrations:,} registrations", served_seconds, "s", target=OVER_HTTP),
    ]


def _run(marketplace: Any, **settings: Any) -> tuple[Run, float, float]:
    """Run the kit; return its wall time and this process's CPU time, in seconds."""
    from marketplace_contracts.run import check
    from marketplace_contracts.settings import Settings

    began, computed = time.perf_counter(), time.process_time()
    run = check(Settings(**settings), marketplace)
    seconds, computing = time.perf_counter() - began, time.process_time() - computed
    if len(run.of("holds")) != len(run.verdicts):
        raise RuntimeError(f"the Flask example does not keep {[each.contract.id for each in run.of('broken')]}")
    return run, seconds, computing
