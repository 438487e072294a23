"""Record an exchange for the journal: the request, what the emulator finds out about it, and the answer."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable
from typing import Literal

import msgspec

from marketplace_emulator import nouns
from marketplace_emulator.call import Call
from marketplace_emulator.catalogue import Operation
from marketplace_emulator.errors import AwsError
from marketplace_emulator.faults import KINDS
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import HttpAnswer, HttpRequest
from marketplace_emulator.nouns import Noun
from marketplace_emulator.store.exchanges import nouns_written
from marketplace_emulator.store.journal import Recorded
from marketplace_emulator.world import World

imitates(
    __name__,
    "A request id is a UUID; its version is 7, so that it holds the emulator's time.",
    "assumed",
    "AWS's are UUIDs; nobody relies on their version",
)

NAMES = {kind: name for name, kind in KINDS.items()}
"""The name of each kind of fault."""
_encode = msgspec.json.Encoder().encode
_noise = random.Random()
"""A separate generator: a test that seeds Python's shared one would see ids twice, and the kernel's is slow."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_noise.seed)


class Recording(msgspec.Struct):
    """An exchange that has no answer yet; `started` is a performance counter, `held` the seconds that a gate held the answer."""

    request: HttpRequest
    started: float
    at: float = 0.0
    operation: Operation | None = None
    call: Call | None = None
    error: AwsError | None = None
    interrupted: Literal["drop", "hang"] | None = None
    faults: list[tuple[str, Fault, float]] = msgspec.field(default_factory=list)
    held: float = 0.0
    _request_id: str = ""

    @property
    def request_id(self) -> str:
        """A UUID of version 7: its first 48 bits are the emulator's time in milliseconds."""
        if self._request_id:
            return self._request_id
        moment, noise = int(self.at * 1000).to_bytes(6).hex(), _noise.getrandbits(72).to_bytes(9).hex()
        self._request_id = f"{moment[:8]}-{moment[8:]}-7{noise[:3]}-8{noise[3:6]}-{noise[6:]}"
        return self._request_id

    def keep(self, world: World, answer: HttpAnswer) -> None:
        """Add the exchange with its answer to the world's journal."""
        call, request = self.call, self.request
        outcome: str = self.error.code if self.error else "ok"
        if answer.connection != "keep":
            outcome = answer.connection
        recorded = Recorded(
            request_id=self.request_id,
            at=int(self.at * 1000) / 1000,
            machine_at=time.time(),
            service=self.operation.service.name if self.operation else None,
            operation=self.operation.name if self.operation else None,
            account=call.caller.account if call else None,
            region=call.caller.region if call else None,
            outcome=outcome,
            status=answer.status,
            faults=",".join([fault_id for fault_id, _, _ in self.faults]) if self.faults else "",
            fault_kinds=",".join([NAMES[type(fault)] for _, fault, _ in self.faults]) if self.faults else "",
            readings=",".join([f"{name}={value}" for name, value in call.decided.items()]) if call else "",
            method=request.method,
            path=f"{request.path}?{request.query}" if request.query else request.path,
            request_headers=_encode(request.headers),
            request_body=request.body,
            answer_headers=_encode(answer.headers),
            answer_body=answer.body,
            about=nouns_written(self._about(world)),
            duration_ms=(time.perf_counter() - self.started) * 1000,
            held_ms=self.held * 1000,
        )
        world.journal.add(recorded)

    def _about(self, world: World) -> Iterable[Noun]:
        if self.call is None:
            return ()
        # A fault bound to a noun concerns the calls that lead to it: the same calls are found by it.
        about = self.call.about
        # The operation has found all that one noun leads to; of several, it may have found that of some, or says it has all.
        found = self.call.complete or (self.call.named <= 1 and nouns.is_complete(about))
        return about if found else nouns.all_of(world.store, about)
