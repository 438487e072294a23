"""A line for curl, which repeats the request byte for byte, as it was signed."""

from __future__ import annotations

import base64
import shlex
from urllib.parse import quote

from marketplace_emulator.console.copies.copied import Copied

NAME = "curl"
_ITS_OWN = {
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "expect",
    "accept-encoding",
    "user-agent",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "x-amz-security-token",
}
"""Headers that curl writes itself, or that say nothing of the request; a session's token is a secret that is not needed."""


def write(copied: Copied) -> str:
    """Write the command."""
    exchange, body = copied.exchange, copied.body
    parts = [
        "curl --include --silent --show-error --globoff --path-as-is",
        shlex.quote(copied.url + _path(exchange["path"])),
    ]
    parts += [
        f"--header {shlex.quote(f'{name}: {value}' if value else f'{name};')}"
        for name, value in exchange["request_headers"].items()
        if name not in _ITS_OWN
    ]
    if exchange["method"] != "POST" or not body:
        parts.append(f"--request {shlex.quote(exchange['method'])}")
    if exchange["request_body"]["base64"] or b"\0" in body:
        before = f"printf %s {shlex.quote(base64.b64encode(body).decode())} | base64 --decode | "
        return before + " \\\n  ".join([*parts, "--data-binary @-"]) + "\n"
    if body:
        parts.append(f"--data-raw {shlex.quote(body.decode())}")
    return " \\\n  ".join(parts) + "\n"


def _path(recorded: str) -> str:
    """Write a path as it was sent: the journal has it decoded, and its query as it was."""
    path, mark, query = recorded.partition("?")
    return quote(path, safe="/") + mark + query
