"""The kit: what a contract gets when it is tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marketplace_contracts.buyers import Buyers
from marketplace_contracts.circumstances import Circumstances
from marketplace_contracts.emulator import Emulator
from marketplace_contracts.exchanges import Exchanges
from marketplace_contracts.findings import Findings
from marketplace_contracts.probe import Probe
from marketplace_contracts.service import Service
from marketplace_contracts.session import Session
from marketplace_contracts.settings import Settings
from marketplace_contracts.style import Style
from marketplace_contracts.subject import Subject
from marketplace_contracts.turn import Turn


@dataclass(frozen=True)
class Kit:
    """The parts of a run. Only a part's own methods change it."""

    settings: Settings
    circumstances: Circumstances
    exchanges: Exchanges
    buyers: Buyers
    session: Session
    probe: Probe
    findings: Findings
    service: Service

    @property
    def marketplace(self) -> Emulator:
        """The emulator that stands in for AWS."""
        return self.circumstances.marketplace

    @property
    def subject(self) -> Subject:
        """The integration under test."""
        return self.session.subject

    @property
    def turn(self) -> Turn:
        """The present turn."""
        return self.circumstances.turn

    @property
    def style(self) -> Style:
        """The style that the kit uses now."""
        return self.findings.style

    def begin(self, turn: Turn) -> None:
        self.circumstances.begin(turn)
        self.findings.begin(turn.generation)
        self.service.begin(turn.generation)

    def new_token(self) -> str:
        """Make a token in the shape that the subject reads. The family reading judges whether it reads other shapes."""
        return self.buyers.new_token(self.style.token)

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Make something once in a run and turn, for all contracts that need it."""
        return self.findings.once((*key, str(self.turn), self.style.works), make)
