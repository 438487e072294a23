"""All paths of an emulator: the endpoints of AWS for everybody, the control API and the web pages for those who may use them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cached_property
from typing import TYPE_CHECKING

from marketplace_emulator.app import App
from marketplace_emulator.deliveries.deliverer import Deliverer
from marketplace_emulator.http import HttpAnswer, HttpRequest, Way
from marketplace_emulator.serving.guard import Guard
from marketplace_emulator.serving.sns_endpoint import SnsEndpoint
from marketplace_emulator.world import World

if TYPE_CHECKING:
    from marketplace_emulator.console import Console
    from marketplace_emulator.control import Control
    from marketplace_emulator.serving.login import Login

CONTROL = "/_emulator/"
CONSOLE = "/console/"


class Site:
    """Routes each request by its path; `guard` decides who may use the control API and the console.

    AWS's endpoint is open to everybody, like the real one. With `strict_signatures` it verifies every signature.
    """

    def __init__(self, world: World, *, strict_signatures: bool = False, guard: Guard | None = None) -> None:
        self.world = world
        self.guard = guard or Guard()
        self.aws = App(world, strict_signatures=strict_signatures)
        self.sns = SnsEndpoint(world)
        self.deliverer = Deliverer(world)

    def respond(self, request: HttpRequest) -> Way:
        for_aws = "x-amz-target" in request.headers
        if for_aws and request.path == "/":  # nearly every request
            return self.aws.respond(request)
        if f"{request.path}/".startswith(CONTROL):
            refusal = self.guard.refusal(request)
            if refusal is not None:
                return self.control.refuse(refusal.status, refusal.detail, refusal.headers)
            return self.control.respond(request)
        if for_aws:
            return self.aws.respond(request)
        if SnsEndpoint.takes(request):
            return self.sns.respond(request)
        if _is_for_console(request):
            return self._page(request)
        return self.aws.respond(request)

    def _page(self, request: HttpRequest) -> Way:
        refusal = self.guard.page_refusal(request)
        if refusal is not None:
            return self.console.refuse(request, refusal.status, refusal.detail, refusal.headers)
        if self.login is None:
            return self.console.respond(request)
        return self.login.respond(request, has_token=self.guard.has_token(request))

    @property
    def shares_commits(self) -> bool:
        """Whether requests that arrive together should share a COMMIT, which takes long on a file."""
        return not self.world.store.in_memory

    def together(self) -> AbstractContextManager[None]:
        """Answer requests in one transaction; if one of them fails, undo all and raise RolledBack."""
        return self.world.together()

    def refuse(self, unread: HttpRequest, status: int) -> HttpAnswer:
        """Answer a request that is not valid HTTP; `unread` holds the parts that could be read."""
        return self.aws.refuse(unread, status)

    def close(self) -> None:
        """Stop the deliveries and close the store."""
        self.deliverer.stop()
        self.world.store.close()

    @cached_property
    def control(self) -> Control:
        """The control API; imported on first use, so that the server starts faster."""
        from marketplace_emulator.control import Control

        return Control(self.world)

    @cached_property
    def console(self) -> Console:
        """The web pages; imported on first use, like the control API."""
        from marketplace_emulator.console import Console

        return Console(self.world, has_login=self.guard.token is not None)

    @cached_property
    def login(self) -> Login | None:
        """What asks a person for the bearer token; None if there is none."""
        if self.guard.token is None:
            return None
        from marketplace_emulator.serving.login import Login

        return Login(self.console, self.guard.token)


def _is_for_console(request: HttpRequest) -> bool:
    """Say whether a browser asks for a page: AWS's own endpoint is called by POST, and never asked for HTML."""
    if f"{request.path}/".startswith(CONSOLE):
        return True
    return (
        request.path == "/" and request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
    )
