"""Draw the pictures that are older than their pages: `python -m docs.pictures`, or `make screenshots`. It needs Chromium."""

from __future__ import annotations

import shutil
import sys
from io import BytesIO

from PIL import Image
from playwright.sync_api import BrowserContext, Route, sync_playwright

from docs.pictures.console import DIGESTS, FOLDER, Console, Picture, opened
from docs.pictures.world import ADDRESS

MARGIN = 16
"""Pixels above and below a part of a page."""
LARGEST = 150_000
"""Bytes of a picture; a larger one makes a page of documentation slow."""


def main() -> None:
    """Draw the pictures, write down the digest of what each shows, and remove those that are shown no more."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        sys.exit(
            "Chromium is not on this machine; apt-get install chromium-headless-shell fonts-inter fonts-jetbrains-mono"
        )
    FOLDER.mkdir(exist_ok=True)
    with (
        opened() as console,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        for picture in console.older():
            look = {"color_scheme": "dark" if picture.dark else "light", "reduced_motion": "reduce"}
            with browser.new_context(viewport={"width": 1280, "height": picture.height}, **look) as context:
                _draw(console, picture, context)
        DIGESTS.write_text(console.digests())
        for path in FOLDER.glob("*.png"):
            if path.stem not in {each.name for each in console.pictures}:
                path.unlink()


def _draw(console: Console, picture: Picture, context: BrowserContext) -> None:
    def answer(route: Route) -> None:
        found = console.answer(route.request.url)
        route.fulfill(status=found.status, headers=dict(found.headers), body=found.body)

    page = context.new_page()
    page.route("**", answer)
    page.route("**/console/live*", lambda route: route.abort())  # a page that stands still hears of no changes
    seen = page.goto(ADDRESS + picture.path)
    if seen is None or seen.status != 200:
        sys.exit(f"{picture.path} is not there to be drawn: {page.inner_text('main')}")
    box = page.locator(picture.part).bounding_box() if picture.part else None
    clip = {"x": 0, "y": box["y"] - MARGIN, "width": 1280, "height": box["height"] + 2 * MARGIN} if box else None
    drawn = _small(page.screenshot(animations="disabled", caret="hide", clip=clip, full_page=clip is not None))
    if len(drawn) > LARGEST:
        sys.exit(
            f"the picture {picture.name} has {len(drawn)} bytes; expected at most {LARGEST}: show less of the page"
        )
    (FOLDER / f"{picture.name}.png").write_bytes(drawn)
    print(f"docs/console/{picture.name}.png  {len(drawn) // 1000} kB")


def _small(drawn: bytes) -> bytes:
    """Write a picture anew with 256 colours, which is a third as large and looks the same."""
    written = BytesIO()
    Image.open(BytesIO(drawn)).convert("RGB").quantize(256, dither=Image.Dither.NONE).save(
        written, "PNG", optimize=True
    )
    return written.getvalue()


if __name__ == "__main__":
    main()
