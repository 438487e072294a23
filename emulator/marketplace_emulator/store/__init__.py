"""The emulator's state: SQLAlchemy Core over SQLite, one file a noun.

The file of a noun declares the table of its name, and has the questions asked of it. Where fixture files may hold the
noun and the store is all that planting it needs, the file has its entry and `plant` too (see `planting`).
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from marketplace_emulator.store.database import METADATA, Row, Store, StoreError

__all__ = ["NOUNS", "Row", "Store", "StoreError"]

_NOT_NOUNS = ("database", "entry", "journal", "problems", "purchases", "settings", "snapshots", "totals", "transaction")


def _discover() -> dict[str, ModuleType]:
    # A store makes the tables that are declared when it is opened: every noun's file is imported with this package.
    found = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name in _NOT_NOUNS:
            continue
        found[module.name] = importlib.import_module(f"{__name__}.{module.name}")
        if module.name not in METADATA.tables:
            raise ImportError(
                f"store/{module.name}.py declares no table {module.name}; expected one of the file's name, or the file "
                "among those in store/__init__.py that are not nouns"
            )
    for name, table in METADATA.tables.items():
        for noun in table.info.get("of", ()):
            if noun not in METADATA.tables:
                raise ImportError(f"the table {name} is of {noun}, and no file of store/ declares a table {noun}")
    return found


NOUNS = _discover()
"""The file of each noun, by its name."""
