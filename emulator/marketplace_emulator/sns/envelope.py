"""The envelope of a message of SNS: its members in their order, the text that is signed, and how the JSON is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Literal

from marketplace_emulator import duration
from marketplace_emulator.fidelity import imitates

GUIDE = "SNS developer guide, HTTP/HTTPS notification and confirmation JSON format"
imitates(
    __name__,
    "An envelope has two spaces before each member and a space on both sides of the colon. A message of AWS Marketplace has no "
    "Subject.",
    "seen",
    "messages of 2023-02 and 2024-09 that sellers published",
)
imitates(__name__, "The order and the texts of a confirmation's members are as in the guide's examples.", "doc", GUIDE)
imitates(
    __name__,
    "The signed text has each signed member's name and value on lines of their own, in alphabetical order.",
    "doc",
    "SNS developer guide, verifying the signatures of messages",
)
imitates(
    __name__,
    "The milliseconds of a Timestamp are never 000.",
    "assumed",
    "the emulator's own choice: AWS's Java library writes the Timestamp anew and then drops .000, which breaks the signature",
)

Type = Literal["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


def signed_text(members: Mapping[str, str]) -> str:
    """Return the text that is signed of an envelope."""
    return "".join(f"{name}\n{members[name]}\n" for name in _SIGNED[members["Type"]] if name in members)


def written(members: Mapping[str, str]) -> str:
    """Write an envelope as SNS does."""
    lines = (f"  {json.dumps(name)} : {json.dumps(value, ensure_ascii=False)}" for name, value in members.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def timestamp(at: float, message_id: str) -> str:
    """Write the time of a message; where the emulator's clock shows a whole second, the message chooses milliseconds."""
    milliseconds = round(at * 1000)
    if milliseconds % 1000 == 0:
        milliseconds += 1 + int(hashlib.sha256(message_id.encode()).hexdigest()[:8], 16) % 999
    return f"{duration.iso(milliseconds // 1000).removesuffix('Z')}.{milliseconds % 1000:03}Z"
