"""A run: open the emulator and the subject, try every chosen contract, close everything again."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from marketplace_contracts import driver
from marketplace_contracts.contract import BOTH, Contract, chosen
from marketplace_contracts.judge import Verdict, judge
from marketplace_contracts.kit import Kit
from marketplace_contracts.settings import Settings, Usage
from marketplace_contracts.subjects import Unreachable, interface, opened

if TYPE_CHECKING:
    from marketplace_emulator import Marketplace, Remote

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
        trouble = "" if any(each.works for each in kit.styles.values()) else kit.style.trouble
        lost, useless = kit.lost or "", kit.probe.useless
        return cls(kit.settings, kit.verdicts, kit.registrations, lost, useless, trouble, interrupted)

    def of(self, verdict: Literal["holds", "broken", "not_verified"]) -> list[Verdict]:
        """Give the contracts with a verdict."""
        return [each for each in self.verdicts if each.verdict == verdict]

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
    marketplace: Marketplace | Remote | None = None,
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
        with opened_kit(settings, marketplace) as kit:
            kit.stopped = stopped
            wanted = chosen(settings, kit.subject.kind)
            interrupted = False
            try:
                for number, each in enumerate(wanted):
                    progress(number, len(wanted), each)
                    kit.verdicts.append(judge(each, kit))
                progress(len(wanted), len(wanted), None)
            except KeyboardInterrupt:
                interrupted = True
            run = Run.of_kit(kit, interrupted=interrupted)
    except KeyboardInterrupt:
        if run is None:
            raise
        return replace(run, interrupted=True)  # who does not wait for the subject to end is told what was learned, too
    return run


@contextlib.contextmanager
def opened_kit(settings: Settings, marketplace: Marketplace | Remote | None = None) -> Iterator[Kit]:
    """Open the emulator and the subject, and close what was opened."""
    chosen(settings)
    kind = interface(settings)
    with contextlib.ExitStack() as stack:
        own = marketplace is None and settings.emulator is None and kind != "url"
        asked: Marketplace | Remote
        if marketplace is not None:
            asked = marketplace
        elif own:
            asked = _own()
            stack.callback(asked.close)
        else:
            asked = _running(settings)
            stack.callback(asked.close)
        products = _products(settings, asked, may_create=own)
        environment = {**_environment(asked), "PRODUCT_CODE": ",".join(products.values()), **settings.env}
        subject = opened(settings, environment)
        stack.callback(subject.close)
        seller_driver = driver.loaded(settings.driver)  # after the subject, whose modules it may import
        kit = Kit(settings, asked, subject, seller_driver, products, own=own)
        try:
            yield kit
        finally:
            kit.end()


def _own() -> Marketplace:
    from marketplace_emulator import Marketplace

    return Marketplace(port=0)


def _running(settings: Settings) -> Remote:
    from marketplace_emulator import Refused, connect

    try:
        return connect(settings.emulator_url)
    except Refused as error:
        raise Unreachable(
            f"{' '.join(str(error).split())}, and the subject with the environment that it prints; or name another --emulator"
        ) from None


def _environment(marketplace: Any) -> dict[str, str]:
    environment: dict[str, str] = marketplace.environment()
    return environment


def _products(settings: Settings, marketplace: Marketplace | Remote, *, may_create: bool) -> dict[str, str]:
    """Find the subject's product of each generation: those that are named, else the world's first of one seller."""
    there = marketplace.products()
    found: dict[str, str] = {}
    for code in settings.product:
        product = next((each for each in there if code in (each["product_code"], each["name"])), None)
        if product is None and may_create:
            generation = settings.generation or "concurrent"
            product = marketplace.create_product(code, product_code=code, generation=generation)
        if product is None:
            names = ", ".join(f"{each['product_code']} ({each['name']})" for each in there)
            raise Usage(f"--product {code!r} is not in the emulator's world, which has {names}; add it to its fixtures")
        found.setdefault(product["generation"], product["product_code"])
    if not settings.product:
        seller = there[0]["seller_account"] if there else None
        for each in there:
            if each["seller_account"] == seller:
                found.setdefault(each["generation"], each["product_code"])
    if settings.generation:
        found = {generation: code for generation, code in found.items() if generation == settings.generation}
    if not found:
        raise Usage("the emulator's world has no product to sell; name the subject's with --product CODE")
    return {generation: found[generation] for generation in BOTH if generation in found}
