"""`--output json`: indented by four columns; nothing for an empty answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer


def write(answer: Answer, *, stream: TextIO, **_: Any) -> None:
    """Print the whole answer as one JSON document."""
    found = answer.whole()
    if found != {}:
        stream.write(json.dumps(found, indent=4, default=written, ensure_ascii=False) + "\n")


def written(value: object) -> str:
    """Convert a value that JSON cannot hold."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is a {type(value).__name__}; JSON holds text, numbers, truths, lists and objects")
