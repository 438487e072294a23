"""The formats of `--output`: one file per format, with the format's name."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from marketplace_emulator.aws_cli.answer import Answer

# The AWS CLI lists its choices in this order.
ORDER = ("json", "text", "table", "yaml", "yaml-stream")
FORMATS = tuple(sorted((module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__)), key=ORDER.index))


def write(answer: Answer, format_name: str, *, title: str, color: str, stream: TextIO) -> None:
    """Print an answer; only tables use colours and show the title, which is the operation's name."""
    if format_name not in FORMATS:
        raise ValueError(f"Unknown output type: {format_name}")
    module = importlib.import_module(f"{__name__}.{format_name.replace('-', '_')}")
    module.write(answer, title=title, color=color, stream=stream)
