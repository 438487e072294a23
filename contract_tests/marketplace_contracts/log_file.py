"""The log file of a subject."""

from __future__ import annotations

from pathlib import Path


class LogFile:
    """A log (`--log`), read from its present end; a subject may create it only when it first logs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = Path(name)
        self._from = self._path.stat().st_size if self.there else 0

    @property
    def there(self) -> bool:
        """Whether the file exists by now."""
        return self._path.is_file()

    @property
    def size(self) -> int:
        """How many bytes were written to it."""
        return self._path.stat().st_size - self._from if self.there else 0

    def text(self, since: int = 0) -> str:
        """Return what was written to it, or only what was written after a size; empty if it does not exist."""
        if not self.there:
            return ""
        with self._path.open("rb") as file:
            file.seek(self._from + since)
            return file.read().decode("utf-8", "replace")
