"""The file that a subject logs to."""

from __future__ import annotations

from pathlib import Path


class LogFile:
    """A log (`--log`), of which what is written from now on counts; a subject may make it only when it first logs."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._path = Path(name)
        self._from = self._path.stat().st_size if self.there else 0

    @property
    def there(self) -> bool:
        """Say whether there is such a file by now."""
        return self._path.is_file()

    def text(self) -> str:
        """Give what was written to it; nothing where it is not there."""
        if not self.there:
            return ""
        with self._path.open("rb") as file:
            file.seek(self._from)
            return file.read().decode("utf-8", "replace")
