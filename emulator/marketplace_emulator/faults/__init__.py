"""Faults: rules that make an operation misbehave, one file a kind.

A kind is a file whose name is the key that asks for it: `latency.py` is asked for by `{"latency": 2}`. It holds one
subclass of `Fault`, with that key among its fields.

Kinds are layers around the work, ordered by `ORDER` from the outside in. A request passes latency, hang, drop (before),
expired_credentials, error and unprocessed; a kind that ends the request hides it from the kinds further in. The answer passes
missing_members, extra_members, malformed, truncate, gate and drop (after).
"""

from __future__ import annotations

import importlib
import pkgutil

from marketplace_emulator.faults.fault import Fault

_NOT_KINDS = ("fault", "rule")


def _discover() -> dict[str, type[Fault]]:
    kinds: dict[str, type[Fault]] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_KINDS:
            continue
        imported = importlib.import_module(f"{__name__}.{module.name}")
        name = "".join(part.capitalize() for part in module.name.split("_"))
        kind = getattr(imported, name, None)
        if not (isinstance(kind, type) and issubclass(kind, Fault) and module.name in kind.__struct_fields__):
            raise ImportError(f"faults/{module.name}.py has no Fault named {name} with a field {module.name}")
        for other in kinds.values():
            for field in set(other.__struct_fields__) & set(kind.__struct_fields__):
                raise ImportError(f"faults {other.__name__} and {name} both have a field {field}")
            if other.ORDER == kind.ORDER:
                raise ImportError(f"faults {other.__name__} and {name} both have the ORDER {kind.ORDER}")
        kinds[module.name] = kind
    return dict(sorted(kinds.items(), key=lambda item: item[1].ORDER))


KINDS = _discover()
"""The kinds of fault by name, the outermost layer first."""
