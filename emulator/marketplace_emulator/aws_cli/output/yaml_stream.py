"""`--output yaml-stream`: each page as it comes, an item of one long YAML list."""

from __future__ import annotations

from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer
from marketplace_emulator.aws_cli.output.yaml import document


def write(answer: Answer, *, stream: TextIO, **_: Any) -> None:
    """Print page after page; an answer without pages is printed only if it holds something."""
    for page in answer.each_page():
        if answer.paged or page != {}:
            stream.write(document([page]))
            stream.flush()
