"""Turn the HTML of a model's documentation into paragraphs of plain text."""

from __future__ import annotations

import textwrap
from html.parser import HTMLParser

WIDTH = 79
STEP = 3
HEADS = {"note": "NOTE:", "important": "WARNING:"}


def lines(html: str, indent: int) -> list[str]:
    """Write documentation as wrapped lines, each paragraph followed by an empty one."""
    reader = Paragraphs()
    reader.feed(html)
    reader.close()
    reader.end_paragraph()
    written: list[str] = []
    for depth, bullet, text in reader.found:
        margin = " " * (indent + depth * STEP)
        first = margin + ("* " if bullet else "")
        rest = margin + ("  " if bullet else "")
        # Deeply nested members still get 30 columns, even beyond the page's width.
        width = max(WIDTH, len(rest) + 30)
        wrapped = textwrap.wrap(
            text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )
        written += [*wrapped, ""]
    return written


class Paragraphs(HTMLParser):
    """The paragraphs of a text, each with its depth and whether it has a bullet."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, bool, str]] = []
        self.text = ""
        self.depth = 0
        self.bullet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Start a paragraph, an item or a box; tags that only change the font are ignored."""
        if tag in ("p", "li", "ul", "ol", "fullname", *HEADS):
            self.end_paragraph()
        if tag == "li":
            self.bullet = True
        if tag in HEADS:
            self.found.append((self.depth, False, HEADS[tag]))
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li", "ul", "ol", "fullname", *HEADS):
            self.end_paragraph()
        if tag in HEADS:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data

    def end_paragraph(self) -> None:
        """Store the collected text, if any, with its white space normalised."""
        if text := " ".join(self.text.split()):
            self.found.append((self.depth, self.bullet, text))
            self.bullet = False
        self.text = ""
