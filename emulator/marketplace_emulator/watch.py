"""Watch the fixture files: when one is saved, plant the world again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from marketplace_emulator.fixture_document import FixtureError

INTERVAL_SECONDS = 0.25

Stamp = tuple[tuple[int, int] | None, ...]


class Watch:
    """Calls `reload` when files have changed and then stayed unchanged for a moment; reports the result to `say`.

    A file with a mistake changes nothing: `say` receives the mistake, and the world stays as it is until the next save.
    """

    def __init__(self, files: Sequence[Path], reload: Callable[[], None], say: Callable[[str], None]) -> None:
        self.files = tuple(files)
        self._reload = reload
        self._say = say
        self._planted = self._stamp()

    def start(self) -> None:
        """Watch on a daemon thread."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()

    def _watch(self) -> None:
        before = self._planted
        while True:
            time.sleep(INTERVAL_SECONDS)
            now = self._stamp()
            if now == before and now != self._planted:  # unchanged for one interval: the editor has finished writing
                self._planted = now
                self._plant()
            before = now

    def _plant(self) -> None:
        names = ", ".join(str(file) for file in self.files)
        try:
            self._reload()
        except FixtureError as mistake:
            self._say(f"{mistake}\nThe world stays as it was; correct the mistake and save the file again.")
        except Exception as bug:  # keep watching for the next save after any failure
            self._say(
                f"{names} cannot be planted: {type(bug).__name__}: {bug}; this is a bug in the emulator, please "
                "report it\nThe world stays as it was."
            )
        else:
            self._say(f"Planted again: {names}")

    def _stamp(self) -> Stamp:
        found: list[tuple[int, int] | None] = []
        for file in self.files:
            try:
                status = file.stat()
            except OSError:
                found.append(None)
            else:
                found.append((status.st_mtime_ns, status.st_size))
        return tuple(found)
