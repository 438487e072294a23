"""Faults: rules that make an operation or a message misbehave, one file a kind.

A kind is a file whose name is the key that asks for it: `latency.py` is asked for by `{"latency": 2}`. It holds one
subclass of `Fault`, with that key among its fields. The kinds for messages are files of `message_kinds/`, each with a subclass
of `MessageFault`.

Kinds are layers, ordered by `ORDER` from the outside in. A request passes latency, hang, drop (before),
expired_credentials, error and unprocessed; a kind that ends the request hides it from the kinds further in. The answer passes
missing_members, extra_members, malformed, truncate, gate and drop (after).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from types import ModuleType
from typing import TypeVar

from marketplace_emulator.faults import message_kinds
from marketplace_emulator.faults.fault import Fault
from marketplace_emulator.faults.message_fault import MessageFault

_NOT_KINDS = ("choice", "fault", "message_fault", "message_kinds", "rule")
_Kind = TypeVar("_Kind", Fault, MessageFault)


def _discover(base: type[_Kind], package: ModuleType | None) -> dict[str, type[_Kind]]:
    path, name = (__path__, __name__) if package is None else (package.__path__, package.__name__)
    kinds: dict[str, type[_Kind]] = {}
    for module in pkgutil.iter_modules(path):
        if package is None and module.name in _NOT_KINDS:
            continue
        imported = importlib.import_module(f"{name}.{module.name}")
        wanted = "".join(part.capitalize() for part in module.name.split("_"))
        kind = getattr(imported, wanted, None)
        if not (isinstance(kind, type) and issubclass(kind, base) and module.name in kind.__struct_fields__):
            place = "/".join(imported.__name__.split(".")[1:])
            raise ImportError(f"{place}.py has no {base.__name__} named {wanted} with a field {module.name}")
        for other in kinds.values():
            if other.ORDER == kind.ORDER:
                raise ImportError(f"faults {other.__name__} and {wanted} both have the ORDER {kind.ORDER}")
        kinds[module.name] = kind
    return dict(sorted(kinds.items(), key=lambda item: item[1].ORDER))


KINDS: Mapping[str, type[Fault]] = _discover(Fault, None)
"""The kinds of fault for operations by name, the outermost layer first."""
MESSAGE_KINDS: Mapping[str, type[MessageFault]] = _discover(MessageFault, message_kinds)
"""The kinds of fault for messages by name, the outermost layer first."""
EVERY_KIND: Mapping[str, type[Fault] | type[MessageFault]] = {**KINDS, **MESSAGE_KINDS}
"""The kinds of fault by name."""


def _check_fields() -> None:
    owner: dict[str, str] = {}
    for kind in EVERY_KIND.values():
        for field in kind.__struct_fields__:
            if owner.setdefault(field, kind.__name__) != kind.__name__:
                raise ImportError(f"faults {owner[field]} and {kind.__name__} both have a field {field}")


_check_fields()
