"""The tiny integration as a Lambda handler, and as an ASGI application with a lifespan."""

from __future__ import annotations

import asyncio
import base64
import io
from typing import Any

from tests.contract_tests_kit.subjects.tiny import Tiny

TINY = Tiny()


def ask(method: str, path: str, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
    """Send a request to the integration."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    content = b"".join(TINY(environ, lambda status, headers: said.extend([status, headers])))
    return int(said[0].split()[0]), said[1], content


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer an event of any kind."""
    assert context.get_remaining_time_in_millis() > 0
    http = event.get("requestContext", {}).get("http")
    method, path = (http["method"], event["rawPath"]) if http else (event["httpMethod"], event["path"])
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
    status, headers, content = ask(method, path, raw)
    return {"statusCode": status, "headers": dict(headers), "body": content.decode(), "isBase64Encoded": False}


async def never_ends(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application that never finishes the shutdown."""
    if scope["type"] == "lifespan":
        started.append((await receive())["type"])
        scope["state"]["started"] = started
        await send({"type": "lifespan.startup.complete"})
        await asyncio.Event().wait()
    await asgi(scope, receive, send)


async def never_starts(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application that never finishes the startup."""
    await asyncio.Event().wait()


started: list[str] = []


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """An ASGI application that answers once the lifespan has started."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            started.append(message["type"])
            scope["state"]["started"] = started
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    assert scope["state"]["started"][-1] == "lifespan.startup"
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    status, headers, content = ask(scope["method"], scope["path"], body)
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": content})
