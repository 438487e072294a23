"""A run: try every chosen contract, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from marketplace_contracts.contract import Contract, chosen
from marketplace_contracts.emulator import Emulator
from marketplace_contracts.judge import judge
from marketplace_contracts.kit import Kit
from marketplace_contracts.opening import opened_kit
from marketplace_contracts.settings import Settings
from marketplace_contracts.verdict import Verdict

HOLDS, BROKEN, USAGE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes; UNREACHABLE also where nothing could be verified. A run that is interrupted tells what it has learned, and ends as shells expect."""


@dataclass(frozen=True)
class Run:
    """What came of a run.

    `useless_probe` says why what is stored could never be seen, though there was to be a probe; `unregistered` why no
    buyer at all was registered.
    """

    settings: Settings
    verdicts: list[Verdict]
    registrations: int = 0
    lost: str = ""
    useless_probe: str = ""
    unregistered: str = ""
    interrupted: bool = False

    @classmethod
    def of_kit(cls, kit: Kit, *, interrupted: bool = False) -> Run:
        """Tell what a kit has learned."""
        findings, session = kit.findings, kit.session
        trouble = "" if any(each.works for each in findings.styles.values()) else kit.style.trouble
        lost, useless = session.lost or "", kit.probe.useless
        return cls(kit.settings, findings.verdicts, session.registrations, lost, useless, trouble, interrupted)

    def of(self, verdict: Literal["holds", "broken", "not_verified"]) -> list[Verdict]:
        """Give the contracts with a verdict."""
        return [each for each in self.verdicts if each.verdict == verdict]

    @property
    def families(self) -> dict[str, list[Verdict]]:
        """The verdicts by family, in the order in which they were tried."""
        sorted_: dict[str, list[Verdict]] = {}
        for each in self.verdicts:
            sorted_.setdefault(each.contract.family, []).append(each)
        return sorted_

    @property
    def broken(self) -> list[str]:
        """The ids of the contracts that are broken."""
        return [each.contract.id for each in self.of("broken")]

    @property
    def code(self) -> int:
        """The exit code: 1 where a contract is broken of a level that counts (`--fail-on`), else that of the trouble."""
        levels = ("must",) if self.settings.fail_on == "must" else ("must", "should")
        if self.interrupted:
            return INTERRUPTED
        if any(each.contract.level in levels for each in self.of("broken")):
            return BROKEN
        return self.trouble[0] if self.trouble else HOLDS

    @property
    def trouble(self) -> tuple[int, str] | None:
        """What was wrong with the run itself: an exit code and a line; None where it was as it should be."""
        if self.lost:
            return UNREACHABLE, f"the subject was lost: {self.lost}"
        if self.useless_probe:
            return USAGE, f"what is stored was never seen: {self.useless_probe}"
        if not self.of("holds") and not self.of("broken"):
            return UNREACHABLE, "nothing could be verified: no contract holds and none is broken; see why beside each"
        if self.unregistered:
            return UNREACHABLE, f"no buyer was registered, so that what holds says little: {self.unregistered}"
        return None


def check(
    settings: Settings,
    marketplace: Emulator | None = None,
    *,
    progress: Callable[[int, int, Contract | None], None] = lambda *_: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Run:
    """Try the contracts on a subject; raise Usage or Unreachable where there is nothing to try.

    `marketplace` is an emulator that the subject asks already; without one, the settings say which, or the kit makes it.
    `stopped` is asked before every case whether the run is to end.
    """
    run: Run | None = None
    try:
        with opened_kit(settings, marketplace, stopped=stopped) as kit:
            wanted = chosen(settings, kit.subject.kind)
            interrupted = False
            try:
                for number, each in enumerate(wanted):
                    progress(number, len(wanted), each)
                    judge(each, kit)
                progress(len(wanted), len(wanted), None)
            except KeyboardInterrupt:
                interrupted = True
            run = Run.of_kit(kit, interrupted=interrupted)
    except KeyboardInterrupt:
        if run is None:
            raise
        return replace(run, interrupted=True)  # who does not wait for the subject to end is told what was learned, too
    return run
