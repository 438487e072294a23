"""The style of a subject: which tokens and headers it accepts, and what its pages for registered and refused buyers look like."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from marketplace_contracts import strategies
from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import CROSS_SITE
from marketplace_contracts.look import Look, constant
from marketplace_contracts.same_site import same_page
from marketplace_contracts.sameness import Alike


@dataclass(frozen=True)
class SignupStep:
    """A form of the sign-up: the names of its fields, where it leads, and the link that leads to its page, without what varies.

    A form that `asks` nothing only hands the buyer on, and is sent at each visit.
    """

    names: frozenset[str]
    action: str
    link: str = ""
    asks: bool = True


@dataclass(frozen=True)
class Style:
    """The tokens and headers with which an ordinary registration works, and the pages that the subject then shows.

    A `registered` buyer's page and a `refused` one's are told apart by these, to the last number, unless they are
    `one_page`. Success is `recognised` if the pages of several registered buyers look alike.
    It is `lasting` if it worked for the next buyers, too. The subject `asks` if each of them got a form to fill in.
    Where an account comes into being only with the `signup`, these are its forms; `unfinished` says what the kit cannot do for it.
    The subject `turns_down` a buyer if AWS named the buyer, but the page reports neither success nor a crash, and nothing is stored.
    """

    token: Callable[[random.Random], str] = strategies.aws_token
    headers: Mapping[str, str] = field(default_factory=lambda: CROSS_SITE)
    event: str = ""
    success: Look | None = None
    rejected: Look | None = None
    registered: Alike | None = None
    refused: Alike | None = None
    one_page: bool = False
    recognised: bool = True
    landing: Look | None = None
    home: str = ""
    returning: Look | None = None
    boilerplate: frozenset[str] = frozenset()
    shows_buyers: bool = False
    asks: bool = False
    works: bool = False
    lasting: bool = False
    exact: bool = False
    turns_down: bool = False
    trouble: str = ""
    misunderstands: str = ""
    signup: tuple[SignupStep, ...] = ()
    unfinished: str = ""

    def goes_home(self, answer: Answer) -> bool:
        """Return whether the answer is the landing page, at its address: at others, scripts may draw other pages from the same HTML."""
        landing = self.landing
        return landing is not None and same_page(answer.last.url, self.home) and landing.shows(Answer(answer.hops[-1:]))

    def as_registered(self, answer: Answer) -> bool:
        """Return whether an answer is the page of a registered buyer, and not that of a refused one."""
        exact = self.registered
        if exact is not None and exact.shows(answer):
            return True
        if self.refused is not None and self.refused.shows(answer):
            return False
        if self.returning is not None and self.returning.shows(answer):
            return True
        if exact is not None and (not answer.good or answer.json or not exact.moves):
            return False  # it differs in a number, or in a cookie that a script reads
        return self.success is not None and self.success.shows(answer)

    @property
    def ordinary(self) -> bool:
        """Whether the subject works with what AWS and browsers really send."""
        return self.works and self.token is strategies.aws_token and bool(self.headers)

    @property
    def well_said(self) -> frozenset[str]:
        """Sentences that only the page of a registered buyer has."""
        return self.success.said - self.boilerplate if self.success else frozenset()

    def drawn(self, answer: Answer) -> bool:
        """Return whether a script draws the page, so that the kit cannot read its words."""
        return answer.page.drawn(self.boilerplate)

    def message(self, answer: Answer, *, beyond: frozenset[str] = frozenset()) -> str:
        """Return what an answer says, without what every page of the subject says."""
        own = [each for each in answer.page.sentences if each not in self.boilerplate | beyond]
        return "\n".join([*own, constant(answer.addresses)])
