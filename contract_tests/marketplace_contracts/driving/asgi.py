"""An ASGI application on its own event loop, with its lifespan."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx

from marketplace_contracts.pauses import Pauses
from marketplace_contracts.subject import Unreachable

Said = TypeVar("Said")


class AsgiApp:
    """Runs the application's lifespan and its requests on one loop, in a thread."""

    def __init__(self, app: Any, pauses: Pauses) -> None:
        self._app = app
        self._pauses = pauses
        self._state: dict[str, Any] = {}
        self._transport = httpx.ASGITransport(self._within_state, raise_app_exceptions=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="asgi", daemon=True)
        self._thread.start()
        self._to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._lifespan = asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self._supported = True
        try:
            said = self._say("lifespan.startup", pauses.start)
        except TimeoutError:
            self._end()
            raise Unreachable(
                f"the ASGI application does not finish its startup in {pauses.start:g} s; it must send "
                "lifespan.startup.complete"
            ) from None
        if said.get("type") == "lifespan.startup.failed":
            self.close()
            raise Unreachable(f"the ASGI application refused to start: {said.get('message') or 'it gave no reason'}")

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; any thread may call this."""
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        return asyncio.run_coroutine_threadsafe(self._answer(asked), self._loop).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    async def _within_state(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a copy of the lifespan's state to each request, as the ASGI specification says."""
        await self._app({**scope, "state": dict(self._state)}, receive, send)

    async def _live(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": self._state}
        try:
            await self._app(scope, self._to_app.get, self._from_app.put)
        except BaseException:  # an application without lifespan may raise whatever it likes
            self._supported = False
        finally:
            await self._from_app.put({"type": "lifespan.ended"})

    def _say(self, kind: str, seconds: float) -> dict[str, Any]:
        async def ask() -> dict[str, Any]:
            await self._to_app.put({"type": kind})
            return await self._from_app.get()

        return self._wait(ask(), seconds)

    def _wait(self, coroutine: Coroutine[Any, Any, Said], seconds: float) -> Said:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(seconds)

    def close(self) -> None:
        """Shut the application down and end its loop, even if the application does not finish."""
        if self._supported and not self._lifespan.done():
            with contextlib.suppress(TimeoutError):
                self._say("lifespan.shutdown", self._pauses.shutdown)
        self._end()

    def _end(self) -> None:
        with contextlib.suppress(TimeoutError):
            self._wait(self._cancel(), self._pauses.shutdown)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(1)
        if not self._thread.is_alive():  # a thread whose loop is blocked ends with the process
            self._loop.close()

    @staticmethod
    async def _cancel() -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for each in left:
            each.cancel()
        if left:
            await asyncio.wait(left, timeout=1)
