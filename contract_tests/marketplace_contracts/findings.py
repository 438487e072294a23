"""What the kit has found out about the subject so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace_contracts.style import Style
from marketplace_contracts.verdict import Verdict


class Findings:
    """How the subject wants to be spoken to, what is missing to judge it, and what was found out once for many contracts."""

    def __init__(self) -> None:
        self.style = Style()
        self.styles: dict[str, Style] = {}
        self.timeouts = 0
        self.verdicts: list[Verdict] = []
        self.missing: dict[str, None] = {}
        self._kept: dict[tuple[Any, ...], tuple[Any, dict[str, None]]] = {}

    def begin(self, generation: str) -> None:
        """Begin a turn: speak as products of this generation want it, as far as that is known."""
        self.missing = {}
        self.style = self.styles.get(generation, self.style)

    def speak(self, style: Style) -> None:
        """Speak to the subject in a style from now on."""
        self.style = style

    def learned(self, generation: str, style: Style) -> None:
        """Keep the style in which products of a generation want to be spoken to."""
        self.styles[generation] = style

    def judged(self, verdict: Verdict) -> None:
        """Keep what came of a contract."""
        self.verdicts.append(verdict)

    def timed_out(self) -> None:
        """Count a failure of AWS in which the buyer got no answer in time."""
        self.timeouts += 1

    def miss(self, *what: str) -> None:
        """Note what is missing to verify the contract wholly; it is no silent pass then."""
        for each in what:
            self.missing.setdefault(each)

    def take_missing(self) -> tuple[str, ...]:
        """Hand over what is missing, so that it is missing to whoever notes it again, and to no other contract."""
        taken, self.missing = tuple(self.missing), {}
        return taken

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Make something once in a run, for all contracts that look at it.

        What was missing when it was made is missing to each of them.
        """
        if key not in self._kept:
            before, self.missing = self.missing, {}
            try:
                self._kept[key] = make(), self.missing
            finally:
                self.missing = before | self.missing
        made, missing = self._kept[key]
        self.miss(*missing)
        return made
