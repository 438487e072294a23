"""The pages that stand in pictures: their HTML, and a digest of all that a picture of one depends on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from docs.pictures.world import ADDRESS, live
from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpAnswer, HttpRequest

FOLDER = Path(__file__).parent.parent / "console"
DIGESTS = FOLDER / "digests.json"
"""Of what each picture showed when it was drawn."""
_RANDOM = (
    (re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"), "<uuid>"),
    (re.compile(r"\bsub-[0-9a-f]{12}\b"), "<subscription>"),
    (re.compile(r"(under )?\b\d+(\.\d+)?(?= ?ms\b)"), "<duration>"),
    (re.compile(r"\b\d{8}(T\d{6}Z|(?=/us-east-1))"), "<time of the machine>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<signature>"),
    (re.compile(r'data-seen="[^"]*"'), "<how new>"),
    (re.compile(r"It is [^<]* clock\b"), "<how far ahead>"),
    (re.compile(r"^user-agent: .*$", re.MULTILINE), "<SDK>"),
)
"""What is another in each run, and its stand-in."""


@dataclass(frozen=True)
class Picture:
    """One picture: of which page, by its path, and what of it is shown: the top, or a part by its selector."""

    name: str
    path: str
    dark: bool = False
    height: int = 900
    part: str | None = None


class Console:
    """The console of the pictured world, without a port."""

    def __init__(self, marketplace: Marketplace) -> None:
        self._marketplace = marketplace
        # The requests look as if they came by a port.
        customer, newcomer = (each["agreement_id"] for each in live(marketplace, endpoint_url=ADDRESS))
        asked = marketplace.exchanges(agreement_id=newcomer, operation="GetEntitlements")
        self.pictures = (
            Picture("home", "/"),
            Picture("set-up", f"/console/set-up/{newcomer}", height=1500),
            Picture("registration", f"/console/set-up/{newcomer}", part="[aria-labelledby=timeline]"),
            Picture("timeline", f"/console/timeline?agreement_id={newcomer}", height=1200),
            Picture("timeline-dark", f"/console/timeline?agreement_id={newcomer}", height=1200, dark=True),
            Picture("exchange", f"/console/exchanges/{asked[0]['id']}"),
            Picture("agreement", f"/console/agreements/{customer}"),
            Picture("usage", f"/console/agreements/{customer}", part="[aria-labelledby=usage]"),
            Picture("switchboard", "/console/switchboard"),
        )

    def answer(self, url: str) -> HttpAnswer:
        """Answer a browser's GET."""
        parts = urlsplit(url)
        headers = {"host": parts.netloc or urlsplit(ADDRESS).netloc, "accept": "text/html,*/*;q=0.8"}
        return self._marketplace.respond(HttpRequest("GET", parts.path, headers, b"", parts.query))

    def digest(self, picture: Picture) -> str:
        """Digest what a picture depends on: the page, whose links to its files have the files' digests, and the cut."""
        page = self.answer(picture.path).body.decode()
        for pattern, name in _RANDOM:
            page = pattern.sub(name, page)
        return hashlib.sha256(f"{picture}{page}".encode()).hexdigest()

    def digests(self) -> str:
        """Write the digests of all pictures as JSON."""
        return json.dumps({each.name: self.digest(each) for each in self.pictures}, indent=2) + "\n"

    def older(self) -> list[Picture]:
        """List the pictures that are older than their pages, or are not there."""
        drawn = json.loads(DIGESTS.read_text()) if DIGESTS.exists() else {}
        return [
            each
            for each in self.pictures
            if drawn.get(each.name) != self.digest(each) or not (FOLDER / f"{each.name}.png").exists()
        ]


@contextmanager
def opened() -> Iterator[Console]:
    """Open the console of the pictured world."""
    with Marketplace() as marketplace:
        yield Console(marketplace)
