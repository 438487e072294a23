"""Debian's Chromium under Playwright, and the ways of looking at a page that the tests know."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.conftest import need

SHELL = "chromium-headless-shell"
"""Chromium without what a window needs: it does the same for the tests in half the time."""
FLAGS = (
    "--no-sandbox",  # root, as in a container, has no sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
DARK = {**DESK, "color_scheme": "dark"}
NARROW = {"viewport": {"width": 320, "height": 640}, "color_scheme": "light", "has_touch": True}
WIDE = {"viewport": {"width": 2200, "height": 1200}, "color_scheme": "light"}
NO_SCRIPT = {**DESK, "java_script_enabled": False}
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}


def program() -> str:
    """Find the browser; the test is skipped, or fails in CI, where there is none."""
    return shutil.which(SHELL) or need("chromium", f"apt-get install {SHELL}")


@contextmanager
def running() -> Iterator[Browser]:
    """Run the browser."""
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program(), args=list(FLAGS)) as browser,
    ):
        yield browser
