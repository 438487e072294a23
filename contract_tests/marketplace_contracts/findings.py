"""What the kit has found out about the subject so far."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from marketplace_contracts.story import NotVerified, deferred
from marketplace_contracts.style import Style
from marketplace_contracts.verdict import Verdict


class Findings:
    """The subject's style, the verdicts, what is missing to verify the present contract, and results that contracts share."""

    def __init__(self) -> None:
        self.style = Style()
        self.styles: dict[str, Style] = {}
        self.meets: dict[str, bool] = {}
        """Whether requests that come at once in a way, such as two tabs, ask AWS at the same time."""
        self.verdicts: list[Verdict] = []
        self.missing: dict[str, str] = {}
        """What is missing, each with the id of the contract that reports why, if one does."""
        self._kept: dict[tuple[Any, ...], tuple[Any, dict[str, str]]] = {}

    def begin(self, generation: str) -> None:
        """Begin a turn: use the style for products of this generation, if it is known."""
        self.missing = {}
        self.style = self.styles.get(generation, self.style)

    def speak(self, style: Style) -> None:
        """Use this style from now on."""
        self.style = style

    def learned(self, generation: str, style: Style) -> None:
        """Remember the style for products of a generation."""
        self.styles[generation] = style

    def trouble(self, cause: str) -> str:
        """Return why no buyer is registered, to end a reason; empty if the contract that reports the cause has said it."""
        said = any(each.contract.id == cause and each.verdict != "holds" for each in self.verdicts)
        return "" if said else f": {self.style.trouble}"

    def judged(self, verdict: Verdict) -> None:
        """Record a verdict."""
        self.verdicts.append(verdict)

    def miss(self, *what: str, cause: str = "") -> None:
        """Note what is missing to verify the contract. The contract then does not hold silently; it is not verified."""
        for each in what:
            self.missing.setdefault(deferred(each, cause), cause)

    @contextlib.contextmanager
    def noting(self) -> Iterator[None]:
        """Note what cannot be verified within the block as missing, so that the rest of a contract is still tried."""
        try:
            yield
        except NotVerified as missing:
            self.note(missing)

    def note(self, missing: NotVerified) -> None:
        """Note what cannot be verified as missing."""
        self.missing.setdefault(str(missing), missing.cause)

    def take_missing(self) -> tuple[str, ...]:
        """Return what is missing and forget it, so that only contracts that note it again are affected."""
        taken, self.missing = tuple(self.missing), {}
        return taken

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Make something once in a run. Whatever was missing then is missing for each contract that uses it."""
        if key not in self._kept:
            before, self.missing = self.missing, {}
            try:
                self._kept[key] = make(), self.missing
            finally:
                self.missing = before | self.missing
        made, missing = self._kept[key]
        self.missing = missing | self.missing
        return made
