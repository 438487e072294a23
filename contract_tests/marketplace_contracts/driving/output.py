"""The output of a subject in this process: standard output, standard error and log."""

from __future__ import annotations

import io
import logging
import sys
import threading


class Output(io.TextIOBase):
    """A stream that keeps what is written to it; `capture` replaces this process's own streams with it."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.size = 0
        self._lock = threading.Lock()
        self._before: tuple[object, object] | None = None
        self._handler: logging.Handler | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        with self._lock:
            self._parts.append(text)
            self.size += len(text)
        return len(text)

    def close(self) -> None:
        """Stay open: the subject's loggers use the stream for as long as the process runs."""

    def text(self) -> str:
        with self._lock:
            self._parts = ["".join(self._parts)]
            return self._parts[0]

    def capture(self) -> None:
        """Replace standard output and standard error, and add a handler to the log if it already has one."""
        self._before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self, self
        if logging.root.handlers:  # without handlers, the log goes to standard error
            self._handler = logging.StreamHandler(self)
            logging.root.addHandler(self._handler)

    def release(self) -> None:
        """Restore the streams and the log."""
        if self._before is not None:
            sys.stdout, sys.stderr = self._before
            self._before = None
        if self._handler is not None:
            logging.root.removeHandler(self._handler)
            self._handler = None
