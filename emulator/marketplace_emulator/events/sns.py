"""How AWS Marketplace writes the message of an SNS notification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row

imitates(
    __name__,
    "A message has one member a line and no indentation.",
    "seen",
    "messages of 2023-02 and 2024-09 that sellers published",
)


def text(event: Row, members: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Return the text of a message."""
    return json.dumps(members, indent=0)
