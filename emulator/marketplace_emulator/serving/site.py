"""All that one emulator answers: AWS's endpoint, and the control API for whoever may steer it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from marketplace_emulator.app import App
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way
from marketplace_emulator.serving.guard import Guard
from marketplace_emulator.world import World

if TYPE_CHECKING:
    from marketplace_emulator.control import Control

CONTROL = "/_emulator/"


class Site:
    """Routes each request by its path's prefix; `guard` says who may use the control API.

    AWS's endpoint is open to everybody, as AWS's is. With `strict_signatures` AWS's endpoint verifies every signature.
    """

    def __init__(self, world: World, *, strict_signatures: bool = False, guard: Guard | None = None) -> None:
        self.world = world
        self.guard = guard or Guard()
        self.aws = App(world, strict_signatures=strict_signatures)

    def respond(self, request: HttpRequest) -> Way:
        """Answer one request of any kind."""
        if not f"{request.path}/".startswith(CONTROL):
            return self.aws.respond(request)
        refusal = self.guard.refusal(request)
        if refusal is not None:
            return self.control.refuse(refusal.status, refusal.detail, refusal.headers)
        return self.control.respond(request)

    def refuse(self, unread: HttpRequest, status: int) -> HttpAnswer:
        """Answer what could not be read as HTTP, of which `unread` is what was understood."""
        return self.aws.refuse(unread, status)

    @cached_property
    def control(self) -> Control:
        """The control API; its imports are not on the way to the first answer."""
        from marketplace_emulator.control import Control

        return Control(self.world)
