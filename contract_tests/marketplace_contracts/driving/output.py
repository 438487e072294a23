"""What a subject in this process writes: its standard output, its standard error and its log."""

from __future__ import annotations

import io
import logging
import sys
import threading


class Output(io.TextIOBase):
    """A stream that keeps what is written to it; `capture` puts it in the place of this process's own streams."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lock = threading.Lock()
        self._before: tuple[object, object] | None = None
        self._handler: logging.Handler | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """What it was asked to hold is text already."""
        return "utf-8"

    def writable(self) -> bool:
        """It can be written."""
        return True

    def write(self, text: str) -> int:
        """Keep a piece of text."""
        with self._lock:
            self._parts.append(text)
        return len(text)

    def close(self) -> None:
        """Stay open: the subject's loggers hold it for as long as the process lives."""

    def text(self) -> str:
        """Give all that was written."""
        with self._lock:
            self._parts = ["".join(self._parts)]
            return self._parts[0]

    def capture(self) -> None:
        """Take the place of standard output and standard error, and of the log where somebody else handles it."""
        self._before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self, self
        if logging.root.handlers:  # else the log goes to standard error by itself
            self._handler = logging.StreamHandler(self)
            logging.root.addHandler(self._handler)

    def release(self) -> None:
        """Give the places back."""
        if self._before is not None:
            sys.stdout, sys.stderr = self._before
            self._before = None
        if self._handler is not None:
            logging.root.removeHandler(self._handler)
            self._handler = None
