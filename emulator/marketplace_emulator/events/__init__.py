"""What AWS tells the seller about an agreement.

`messages/` has a file for each message. `outbox` plans them in the transaction of a step and emits them when their time has
come, `notices` are those that come before the end of an agreement, and `rendering` writes the text of one.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from types import ModuleType

from marketplace_emulator.events import messages

SERVICES = {"sns": "Amazon SNS", "eventbridge": "Amazon EventBridge"}
"""The service of AWS behind each channel."""
CHANNELS = tuple(SERVICES)
_NEEDED = ("TYPE", "CHANNEL", "FORMS", "body")
_NO_LETTERS = re.compile(r"\W+")


def file_name(type_: str) -> str:
    """Return the name of a message as its file has it, such as license_updated_manufacturer."""
    return _NO_LETTERS.sub("_", type_.lower())


def check(name: str, module: ModuleType) -> None:
    """Raise ImportError if a file of messages/ is not one, and say what was expected."""
    for needed in _NEEDED:
        if not hasattr(module, needed):
            raise ImportError(f"events/messages/{name}.py has no {needed}; expected {', '.join(_NEEDED)}")
    if file_name(module.TYPE) != name:
        raise ImportError(
            f"events/messages/{name}.py has the TYPE {module.TYPE!r}; name it {file_name(module.TYPE)}.py"
        )
    if module.CHANNEL not in CHANNELS:
        raise ImportError(
            f"events/messages/{name}.py has the CHANNEL {module.CHANNEL!r}; expected {' or '.join(CHANNELS)}"
        )


def _discover() -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for each in pkgutil.iter_modules(messages.__path__):
        module = importlib.import_module(f"{messages.__name__}.{each.name}")
        check(each.name, module)
        found[module.TYPE] = module
    return found


EVENTS: Mapping[str, ModuleType] = _discover()
"""The module of each message, by AWS's name of it."""


def means(type_: str) -> str:
    """Return the sentence that says what a message means."""
    meaning = (EVENTS[type_].__doc__ or "").partition(": ")[2].strip()
    return meaning[:1].upper() + meaning[1:]
