"""The kit at work: an emulator, a subject, and the circumstances under which a contract is being tried."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from marketplace_contracts import success
from marketplace_contracts.buyer import Answer, Browser, Hop
from marketplace_contracts.case import Case
from marketplace_contracts.contract import Turn
from marketplace_contracts.driver import Driver, ask
from marketplace_contracts.look import constant
from marketplace_contracts.probe import Probe
from marketplace_contracts.settings import Settings
from marketplace_contracts.stored import stored
from marketplace_contracts.story import KIT, SUBJECT, Broken, Died, NotVerified, Story, SubjectLost
from marketplace_contracts.style import Style
from marketplace_contracts.subjects.log_file import LogFile
from marketplace_contracts.subjects.subject import Subject

if TYPE_CHECKING:
    from marketplace_emulator import Marketplace, Remote

BLANK = (204, 205, 304)
"""A browser that gets one of these for a form goes on showing AWS's page, or shows an empty one."""


class Kit:
    """What contracts hold. Its emulator is steered by it alone while it runs; `products` are the subject's by generation.

    `tried` is the contract that was tried last. `unserved` is the story of an ordinary buyer who was registered no more
    after it, where no episode tells that.
    In an emulator of its `own`, every name and token follows from the seed, and from what is stored before the run.
    """

    def __init__(
        self,
        settings: Settings,
        marketplace: Marketplace | Remote,
        subject: Subject,
        driver: Any,
        products: Mapping[str, str],
        *,
        own: bool = False,
    ) -> None:
        self.settings = settings
        self.marketplace = marketplace
        self.subject = subject
        self.driver = driver
        self.products = products
        self.style = Style()
        self.turn = Turn(next(iter(products)), {})
        self.faults: dict[str, bool] = {}
        self.missing: dict[str, None] = {}
        self.styles: dict[str, Style] = {}
        self.tried = ""
        self.timeouts = 0
        self.nobody_is_served = False
        self.unserved: Broken | None = None
        self.verdicts: list[Any] = []
        self.lost: str | None = None
        self.registrations = 0
        self.late = True
        self.issued: set[str] = set()
        self.bought: dict[str, Sequence[str]] = {}
        self.customers: dict[str, str] = {}  # the CustomerIdentifier of each AWS account
        self.newest = ""
        self.others: list[dict[str, Any]] = []  # what AWS was asked beside ResolveCustomer
        self.plain = type(driver) is Driver
        self.log_file = LogFile(settings.log) if settings.log else None
        self.stopped: Callable[[], bool] = lambda: False
        self.probe = Probe(
            partial(stored, driver, subject, settings) if settings.accounts or hasattr(driver, "accounts") else None,
            settings.pauses,
        )
        begun = (
            f"{settings.seed}{self.probe.beginning()}"  # an earlier run's buyers may be stored, and must not come again
        )
        self.random = random.Random(begun)
        names = random.Random(f"names:{begun}") if own else random.SystemRandom()
        self.nonce = f"{names.getrandbits(32):08x}"  # another run may have used the same emulator
        self.readings = marketplace.readings()
        self._kept: dict[tuple[Any, ...], tuple[Any, dict[str, None]]] = {}
        self._advanced: list[str] = []
        self._count = 0
        self._others: dict[str, str] = {}
        self._seen_exchange = 0
        self.exchanges()  # and look away from all that AWS was asked before
        self._asked_before = self._seen_exchange

    # circumstances

    def begin(self, turn: Turn) -> None:
        """Enter the circumstances under which a contract is to be tried."""
        self.end()
        self.turn = turn
        self.missing = {}
        if turn.readings:
            self.marketplace.set_readings(**turn.readings)
        self.style = self.styles.get(turn.generation, self.style)

    def end(self) -> None:
        """Leave no trace of a case in the emulator: no fault, no reading, no time that has passed."""
        self.clear_faults()
        for by in reversed(self._advanced):
            self.marketplace.clock.advance(f"-{by}")
        self._advanced.clear()
        if self.turn.readings:
            self.marketplace.set_readings(**{name: self.readings[name] for name in self.turn.readings})

    def case(self) -> Case:
        """Begin a fresh case."""
        if self.stopped():
            raise KeyboardInterrupt  # again: one that is raised while Python cleans up is lost
        if self.lost:
            raise SubjectLost(self.lost)
        self.clear_faults()
        for by in reversed(self._advanced):
            self.marketplace.clock.advance(f"-{by}")
        self._advanced.clear()
        return Case(self)

    def miss(self, what: str) -> None:
        """Note what is missing to verify the contract wholly; it is no silent pass then."""
        self.missing.setdefault(what)

    def once(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Make something once in a run under the present circumstances, for all contracts that look at it.

        What was missing when it was made is missing to each of them.
        """
        key = (*key, str(self.turn), self.style.works)
        if key not in self._kept:
            before, self.missing = self.missing, {}
            try:
                self._kept[key] = make(), self.missing
            finally:
                self.missing = before | self.missing
        made, missing = self._kept[key]
        self.missing |= missing
        return made

    def clear_faults(self) -> None:
        """Take away the faults that the kit made, and none of anybody else's."""
        for each in self.faults:
            with suppress(ValueError):  # a rule that has run out may be gone already
                self.marketplace.clear_faults(each)
        self.faults.clear()

    def advance(self, by: str) -> None:
        """Let time pass for AWS."""
        self.marketplace.clock.advance(by)
        self._advanced.append(by)

    # names

    def name(self, noun: str) -> str:
        """Make a name that nothing in the emulator's world has."""
        self._count += 1
        return f"{noun}-{self.nonce}-{self._count}"

    def new_token(self) -> str:
        """Make a token in the shape that the subject reads; that it reads the others is the family reading's matter.

        It follows from the seed, from what is stored before the run, and from how often AWS was asked by then, so that no run issues another's tokens.
        """
        self.newest = self.style.token(random.Random(f"{self._asked_before}:{self.random.random()}"))
        self.issued.add(self.newest)
        return self.newest

    def product(self, generation: str | None = None) -> str:
        """Give the code of the subject's product of a generation, that of the present circumstances if none is named."""
        return self.products[generation or self.turn.generation]

    def other_product(self) -> str:
        """Give the code of a product of the same seller and generation that is not the subject's."""
        generation = self.turn.generation
        if generation not in self._others:
            seller = next(each for each in self.marketplace.products() if each["product_code"] == self.product())
            made = self.marketplace.create_product(
                self.name("other-product"), generation=generation, seller_account=seller["seller_account"]
            )
            self._others[generation] = made["product_code"]
        return self._others[generation]

    # the subject

    def browser(self, seen: Callable[[Hop], None]) -> Browser:
        """Open a browser without cookies."""
        return Browser(
            self.subject.transport,
            self.subject.url,
            patience=self.settings.patience,
            form_headers=self.style.headers,
            seen=seen,
        )

    def register(self, browser: Browser, form: Mapping[str, str]) -> Answer:
        """Walk a buyer through the registration, as the driver does it."""
        self.registrations += 1
        answer = ask(self.driver, "register", browser, dict(form))
        if not isinstance(answer, Answer):
            raise NotVerified(
                f"the driver's register() returned {type(answer).__name__}; expected the last Answer of `buyer`"
            )
        return answer

    def accepted(self, answer: Answer) -> bool:
        """Say whether a buyer who gets this answer takes it that the registration went well."""
        if hasattr(self.driver, "accepted"):
            return bool(ask(self.driver, "accepted", answer))
        return success.told(self, answer)

    def failed(self, answer: Answer) -> bool:
        """Say whether the answer alone tells that nothing went well: none came, it is an error, or no page at all."""
        return bool(answer.failure) or answer.status >= 400 or (self.plain and answer.status in BLANK)

    def drawn(self, answer: Answer) -> bool:
        """Say whether a script draws the page, so that no words of its own are to be read."""
        return answer.page.drawn(self.style.boilerplate)

    def message(self, answer: Answer, *, beyond: frozenset[str] = frozenset()) -> str:
        """Give what an answer says beyond what every page of the subject says."""
        own = [each for each in answer.page.sentences if each not in self.style.boilerplate | beyond]
        return "\n".join([*own, constant(answer.addresses)])

    def check_alive(self, story: Story) -> None:
        """Raise SubjectLost if the subject does not answer at all any more, Died if it had to be started again."""
        reason = self.subject.lost()
        if reason:
            self.lost = reason
            story.add(KIT, SUBJECT, reason)
            raise SubjectLost(reason)
        died, self.subject.died = self.subject.died, None
        if died:
            story.add(KIT, SUBJECT, died)
            raise Died(story, died)

    def logs(self) -> list[str]:
        """Give what the subject has logged so far, by where it was seen; nothing where it cannot be seen anywhere."""
        seen = (
            str(ask(self.driver, "logs")) if hasattr(self.driver, "logs") else None,
            self.subject.output(),
            self.log_file.text() if self.log_file is not None else None,
        )
        return [each for each in seen if each is not None]

    # AWS

    def exchanges(self) -> list[dict[str, Any]]:
        """Give what AWS was asked since the last look."""
        found = self.marketplace.exchanges(cursor=self._seen_exchange)
        if found:
            self._seen_exchange = found[-1]["id"]
        self.others += [each for each in found if each["operation"] != "ResolveCustomer"]
        return [each for each in found if each["operation"] == "ResolveCustomer"]
