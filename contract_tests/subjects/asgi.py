"""An ASGI application on an event loop of its own, with its lifespan."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx

from contract_tests.subjects.subject import Unreachable

START_SECONDS = 30


class AsgiApp:
    """Runs the application's lifespan and its requests on one loop, in a thread."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="asgi", daemon=True)
        self._thread.start()
        self._to_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_app: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._lifespan = asyncio.run_coroutine_threadsafe(self._live(), self._loop)
        self._supported = True
        said = self._say("lifespan.startup")
        if said.get("type") == "lifespan.startup.failed":
            self.close()
            raise Unreachable(f"the ASGI application refused to start: {said.get('message') or 'it gave no reason'}")

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, from any thread."""
        asked = httpx.Request(request.method, request.url, headers=request.headers, content=request.read())
        return asyncio.run_coroutine_threadsafe(self._answer(asked), self._loop).result()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        body = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=body)

    async def _live(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        try:
            await self._app(scope, self._to_app.get, self._from_app.put)
        except BaseException:  # an application without lifespan may raise whatever it likes
            self._supported = False
        finally:
            await self._from_app.put({"type": "lifespan.ended"})

    def _say(self, kind: str) -> dict[str, Any]:
        async def ask() -> dict[str, Any]:
            await self._to_app.put({"type": kind})
            return await self._from_app.get()

        return asyncio.run_coroutine_threadsafe(ask(), self._loop).result(START_SECONDS)

    def close(self) -> None:
        """Shut the application down and end its loop."""
        if self._supported and not self._lifespan.done():
            self._say("lifespan.shutdown")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(1)
        if not self._thread.is_alive():  # a request that hangs may keep it, and both end with the process
            self._loop.close()
