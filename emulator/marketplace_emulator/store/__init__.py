"""The emulator's state: SQLAlchemy Core over SQLite, one file for each noun.

A noun's file declares the table of the same name and has its queries. If fixture files may hold the noun, and planting
needs only the store, the file also has the noun's entry and `plant` (see `planting`).
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from marketplace_emulator.store.database import METADATA, Row, Store, StoreError

__all__ = ["NOUNS", "Row", "Store", "StoreError"]

_NOT_NOUNS = (
    "agreed",
    "altered_deliveries",
    "contacts",
    "database",
    "delivery_queue",
    "due",
    "entitlement_pages",
    "entry",
    "gathered",
    "happened",
    "journal",
    "lookup",
    "memory",
    "ledger",
    "meterable_agreement",
    "nearest_records",
    "other_products",
    "problems",
    "purchases",
    "signing_certificates",
    "settings",
    "snapshots",
    "subscribers",
    "totals",
    "transaction",
    "wanted_events",
    "wanted_records",
)


def _discover() -> dict[str, ModuleType]:
    # Opening a store creates the tables declared so far, so importing this package imports every noun's file.
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_NOUNS:
            continue
        found[module.name] = importlib.import_module(f"{__name__}.{module.name}")
        if module.name not in METADATA.tables:
            raise ImportError(
                f"store/{module.name}.py declares no table {module.name}; expected a table of this name, or the "
                "file in _NOT_NOUNS of store/__init__.py"
            )
    for name, table in METADATA.tables.items():
        for noun in table.info.get("of", ()):
            if noun not in METADATA.tables:
                raise ImportError(f"the table {name} refers to {noun}, but no file of store/ declares a table {noun}")
    return found


NOUNS = _discover()
"""The module of each noun, by name."""
