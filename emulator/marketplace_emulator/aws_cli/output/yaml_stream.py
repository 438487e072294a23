"""`--output yaml-stream`: one long YAML list with an item for each page, printed as the page arrives."""

from __future__ import annotations

from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer
from marketplace_emulator.aws_cli.output.yaml import document


def write(answer: Answer, *, stream: TextIO, **_: Any) -> None:
    """Print each page; an answer without pages is printed only if it is not empty."""
    for page in answer.each_page():
        if answer.paged or page != {}:
            stream.write(document([page]))
            stream.flush()
