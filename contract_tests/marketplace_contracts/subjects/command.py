"""A subject that the kit starts with a command, and stops with all its children."""

from __future__ import annotations

import os
import re
import shlex
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from marketplace_contracts.driving.group import Group
from marketplace_contracts.driving.reach import listens, only_the_twin_listens
from marketplace_contracts.last_words import last_lines, last_words
from marketplace_contracts.log_file import LogFile
from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import Unreachable, at_a_url
from marketplace_contracts.subjects.url import UrlSubject

_NOT_RUN = (126, 127)
"""The codes with which sh says that a command cannot be run, or is not found."""
_FOR_A_SHELL = re.compile(r"[|&;<>()$`*?\[~#\n]|^\s*\w+=|^\s*(?:cd|exec|export|set|ulimit|umask|\.|source)\s")


class CommandSubject(UrlSubject):
    """A server in its own process group; its output is its log."""

    kind = "command"
    started = True

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Take a URL with a command."""
        return at_a_url(settings) and bool(settings.command)

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.command = settings.command or ""
        split = urlsplit(settings.subject)
        self.port = split.port or (443 if split.scheme == "https" else 80)
        self.host = split.hostname or "127.0.0.1"
        self._environment = {**os.environ, **environment, "PORT": str(self.port)}
        self._group: Group | None = None
        self._ended = ""
        with tempfile.NamedTemporaryFile(prefix="subject-", suffix=".log", delete=False) as file:
            self._file = Path(file.name)
        self._out = LogFile(file.name)
        try:
            self._start()
            super().__init__(settings, environment)
        except BaseException:
            self._stop()
            self._file.unlink(missing_ok=True)
            raise

    def _start(self) -> None:
        if listens(self.host, self.port):
            raise Unreachable(
                f"{self.host}:{self.port} is taken: something answers there before {self.command!r} is started; stop it, "
                "or give another URL (the command gets its port as PORT)"
            )
        words = words_of(self.command)
        try:
            self._group = Group(words, self._environment, self._file, self.settings.pauses.stop)
        except OSError as error:
            raise Unreachable(
                f"cannot start {self.command!r}: {error.strerror}: {words[0]}; is it installed?"
            ) from None
        self._until_ready()

    def _until_ready(self) -> None:
        end = time.monotonic() + self.settings.pauses.start
        while time.monotonic() < end:
            assert self._group is not None
            ended = self._group.process.poll()
            if ended in _NOT_RUN:
                raise Unreachable(
                    f"cannot start {self.command!r}: {self._last_words()}; is it installed? (sh runs the command in "
                    f"{os.getcwd()})"
                )
            if ended is not None:
                raise Unreachable(
                    f"{self.command!r} ended with {ended} before it answered at {self.settings.subject}; "
                    f"it wrote:{self._last_lines()}"
                )
            if listens(self.host, self.port):
                return
            time.sleep(self.settings.pauses.look)
        cause = only_the_twin_listens(self.settings.subject)
        raise Unreachable(
            f"{self.command!r} does not listen on {self.host}:{self.port} after {self.settings.pauses.start:.0f} s (it gets its "
            f"port as PORT)" + (f": {cause}" if cause else f"; it wrote:{self._last_lines()}")
        )

    def _last_words(self) -> str:
        return last_words(self._out.text()) or " nothing"

    def _last_lines(self) -> str:
        return "".join(f"\n    {line}" for line in last_lines(self._out.text())) or " nothing"

    def output(self, since: int = 0) -> str | None:
        return self._out.text(since)

    def written(self) -> int:
        return self._out.size

    def lost(self) -> str | None:
        """Start it again if it has ended."""
        lost = super().lost()
        if lost is None or (self._group is not None and self._group.process.poll() is None):
            return lost
        ended = self._group.process.returncode if self._group is not None else "nothing"
        words = self._last_words()
        try:
            self._stop()
            self._start()
        except Unreachable as error:
            return f"{self.command!r} ended with {ended} ({words}), and does not start again: {error}"
        self._ended = f"it ended with {ended} ({words}), and was started again"
        return None

    def restarted(self) -> str | None:
        ended, self._ended = self._ended, ""
        return ended or None

    def close(self) -> None:
        """Stop it and its children."""
        super().close()
        self._stop()
        self._file.unlink(missing_ok=True)

    def _stop(self) -> None:
        if self._group is not None:
            self._group.end(signal.SIGTERM, signal.SIGKILL)
            self._group = None


def words_of(command: str) -> list[str]:
    """Return the words of a program and its arguments, or those of sh with the command, if only a shell understands it."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise Usage(f"--command {command!r} cannot be read: {error}") from None
    return ["sh", "-c", command] if _FOR_A_SHELL.search(command) else words
