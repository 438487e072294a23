"""`--output yaml`: block style, keys sorted; nothing for an empty answer."""

from __future__ import annotations

import json
from typing import Any, TextIO

from marketplace_emulator.aws_cli.answer import Answer


def write(answer: Answer, *, stream: TextIO, **_: Any) -> None:
    """Print the whole answer as one YAML document."""
    found = answer.whole()
    if found != {}:
        stream.write(document(found))


def document(value: Any) -> str:
    """Write a value as YAML; a single scalar as JSON, because YAML would end it with a line of three dots."""
    from marketplace_emulator.aws_cli.output.json import written
    from marketplace_emulator.aws_cli.yaml_1_2 import write as written_in_blocks

    if isinstance(value, dict | list):
        return written_in_blocks(value)
    return json.dumps(value, default=written, ensure_ascii=False) + "\n"
