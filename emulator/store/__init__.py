"""The emulator's state: SQLAlchemy Core over SQLite, one file a noun: its table and the questions asked of it."""

from emulator.store.database import Row, Store, StoreError

__all__ = ["Row", "Store", "StoreError"]
