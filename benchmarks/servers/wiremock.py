"""WireMock with one static stub and its journal, with the same request as the emulator's."""

from __future__ import annotations

import json

from benchmarks.cache import Cache, Missing, tool
from benchmarks.servers import emulator
from benchmarks.servers.constant import CONSTANT
from benchmarks.servers.server import Server

PACKAGE = "wiremock@3"


def server(cache: Cache) -> Server:
    """Install WireMock and return the server, or raise Missing."""
    java = tool("java")
    place = cache.installed("wiremock", ("npm", "install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE))
    jar = next(place.glob("node_modules/wiremock/build/*.jar"), None)
    if jar is None:
        raise Missing(f"the npm package {PACKAGE} has no jar in build/")
    mappings = place / "mappings"
    mappings.mkdir(exist_ok=True)
    target = {"X-Amz-Target": {"equalTo": emulator.HEADERS["X-Amz-Target"]}}
    stub = {
        "request": {"method": "POST", "url": "/", "headers": target},
        "response": {
            "status": 200,
            "headers": {"Content-Type": "application/x-amz-json-1.1"},
            "body": CONSTANT.decode(),
        },
    }
    (mappings / "resolve_customer.json").write_text(json.dumps(stub))
    # WireMock's journal has no limit, as is its default: with a limit of 10,000, WireMock counts the whole journal at
    # every request, which takes milliseconds.
    arguments = ("--port", "{port}", "--bind-address", "127.0.0.1", "--root-dir", str(place), "--disable-banner")
    return Server("WireMock", (java, "-jar", str(jar), *arguments), emulator.HEADERS, emulator.BODY, CONSTANT)
