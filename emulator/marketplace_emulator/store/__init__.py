"""The emulator's state: SQLAlchemy Core over SQLite, one file a noun: its table and the questions asked of it."""

from marketplace_emulator.store.database import Row, Store, StoreError

# A store makes the tables that are declared when it is opened, so the nouns that have one are imported with it.
from marketplace_emulator.store import agreements, buyers, credentials, exchanges, faults, products, settings, tokens  # isort: skip

__all__ = [
    "Row",
    "Store",
    "StoreError",
    "agreements",
    "buyers",
    "credentials",
    "exchanges",
    "faults",
    "products",
    "settings",
    "tokens",
]
