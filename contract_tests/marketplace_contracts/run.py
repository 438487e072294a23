"""A run: try every chosen contract, and return the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from marketplace_contracts.contract import Contract, chosen
from marketplace_contracts.emulator import Emulator
from marketplace_contracts.judge import judge
from marketplace_contracts.kit import Kit
from marketplace_contracts.opening import opened_kit
from marketplace_contracts.settings import Settings
from marketplace_contracts.story import short
from marketplace_contracts.verdict import Verdict

HOLDS, BROKEN, USAGE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes; UNREACHABLE also means that too little could be verified. An interrupted run still reports its verdicts and exits as shells expect."""


@dataclass(frozen=True)
class Run:
    """The result of a run.

    `useless_probe` says why the probe never showed what is stored; `unregistered` says why no buyer at all was registered.
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
        findings, session = kit.findings, kit.session
        trouble = "" if any(each.works for each in findings.styles.values()) else kit.style.trouble
        lost, useless = session.lost or "", kit.probe.useless
        return cls(kit.settings, findings.verdicts, session.registrations, lost, useless, trouble, interrupted)

    def of(self, verdict: Literal["holds", "broken", "not_verified"]) -> list[Verdict]:
        return [each for each in self.verdicts if each.verdict == verdict]

    @cached_property
    def follows(self) -> dict[str, list[Verdict]]:
        """The contracts that are not verified because another is broken, by the id of that one."""
        by_id = {each.contract.id: each for each in self.verdicts}
        found: dict[str, list[Verdict]] = {}
        for each in self.of("not_verified"):
            cause, passed = by_id.get(each.cause), {each.contract.id}
            while cause is not None and cause.verdict == "not_verified" and cause.contract.id not in passed:
                passed.add(cause.contract.id)
                cause = by_id.get(cause.cause)
            if cause is not None and cause.verdict == "broken":
                found.setdefault(cause.contract.id, []).append(each)
        return found

    def cause_of(self, verdict: Verdict) -> str:
        """Return the id of the broken contract from which a verdict follows; empty if it follows from none."""
        return next((cause for cause, each in self.follows.items() if any(one is verdict for one in each)), "")

    @property
    def causes(self) -> list[Verdict]:
        """The verdicts of the broken contracts; those from which most others follow come first."""
        return sorted(self.of("broken"), key=lambda each: -len(self.follows.get(each.contract.id, ())))

    @property
    def families(self) -> dict[str, list[Verdict]]:
        """The verdicts by family, in the order in which the contracts were tried."""
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
        """The exit code: 1 if a contract of a level that counts (`--fail-on`) is broken, else that of `trouble`, else 0."""
        levels = ("must",) if self.settings.fail_on == "must" else ("must", "should")
        if self.interrupted:
            return INTERRUPTED
        if any(each.contract.level in levels for each in self.of("broken")):
            return BROKEN
        return self.trouble[0] if self.trouble else HOLDS

    @property
    def trouble(self) -> tuple[int, str] | None:
        """What was wrong with the run itself: an exit code and a line; None if nothing was."""
        if self.lost:
            return UNREACHABLE, f"the subject was lost: {self.lost}"
        if self.useless_probe:
            return USAGE, f"the kit never saw the stored accounts: {self.useless_probe}"
        if not self.of("holds") and not self.of("broken"):
            why = f"no buyer was registered: {self.unregistered}" if self.unregistered else ""
            why = why or "the reason is beside each contract"
            return UNREACHABLE, f"nothing could be verified: no contract holds and none is broken; {why}"
        if self.unregistered:
            return UNREACHABLE, f"no buyer was registered, so the contracts that hold mean little: {self.unregistered}"
        return (UNREACHABLE, self.unjudged) if self.unjudged else None

    @property
    def unjudged(self) -> str:
        """Why the run judged too few contracts to say that the integration keeps them; empty if it judged enough."""
        left, allowed = self.of("not_verified"), self.settings.allow_unverified
        if allowed is not None:
            too_many = len(left) > allowed
            return f"{_so_many(left)} not verified; --allow-unverified allows {allowed}" if too_many else ""
        accept = f"or accept that with --allow-unverified {len(left)}"
        hindered = [each for each in left if each.hindered]
        if hindered:
            return f"{_so_many(hindered)} not tried: {short(hindered[0].reason, 300)}; fix that, {accept}"
        if 2 * len(left) > len(self.verdicts):
            return f"{_so_many(left)} not verified, more than half; the reason is beside each; fix that, {accept}"
        return ""


def _so_many(some: list[Verdict]) -> str:
    return f"{len(some)} contract{' is' if len(some) == 1 else 's are'}"


def check(
    settings: Settings,
    marketplace: Emulator | None = None,
    *,
    progress: Callable[[int, int, Contract | None], None] = lambda *_: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Run:
    """Try the contracts on a subject; raise Usage or Unreachable if nothing can be tried.

    `marketplace` is an emulator that the subject already uses; without one, the kit connects to the one that the settings
    name, or starts its own. `stopped` is called before every case and returns whether the run should end.
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
        return replace(run, interrupted=True)  # a second interrupt, while the subject ends, still gets the verdicts
    return run
