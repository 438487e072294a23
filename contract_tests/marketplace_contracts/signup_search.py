"""Finding out how an account comes into being if none does when the buyer arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.case import Case
from marketplace_contracts.form_filling import KEPT, filled_in, posted_forms
from marketplace_contracts.look import constant
from marketplace_contracts.page import Form
from marketplace_contracts.same_site import same_site
from marketplace_contracts.second_step import sent_by_scripts
from marketplace_contracts.signup_walk import links_of, one_answer, send_form, step_of, subject_links
from marketplace_contracts.story import short
from marketplace_contracts.style import SignupStep

MOST_STEPS, MOST_LINKS = 3, 5


@dataclass(frozen=True)
class Way:
    """The steps of the sign-up after which the buyer has an account; without steps, what is left to do that the kit cannot."""

    steps: tuple[SignupStep, ...] = ()
    unfinished: str = ""


@dataclass(frozen=True)
class SignupSearch:
    """A buyer who has no account yet goes on. Links and forms that the `landing` page has too lead nobody on.

    `there` returns whether the account is there now.
    """

    case: Case
    browser: Browser
    landing: Answer
    there: Callable[[], bool]

    def way_on(self, answer: Answer) -> Way:
        """Send the forms that follow a page until the account is there."""
        steps: list[SignupStep] = []
        email = self.case.kit.buyers.new_email()
        while self.case.kit.session.plain and len(steps) < MOST_STEPS:
            found = next(self._forms(answer), None)
            if found is None:
                break
            page, form, link = found
            values = filled_in(form, email)
            sent = self.case.visit(lambda: send_form(self.browser, page, form, values), {}).answer  # noqa: B023
            steps.append(step_of(form, link))
            if self.there():
                return Way(tuple(steps))
            if self.case.kit.session.failed(sent):
                answer = page
                break
            answer = one_answer(page, sent)
        return Way(unfinished=self._unfinished(answer, len(steps)))

    def _forms(self, answer: Answer) -> Iterator[tuple[Answer, Form, str]]:
        """Yield the forms of this page, then of those to which it links, each with its page and the link that led there."""
        usual = {step_of(each) for each in self.landing.page.forms}
        for form in posted_forms(answer):
            if step_of(form) not in usual:
                yield answer, form, ""
        for link, page in self._linked(answer):
            for form in posted_forms(page):
                if step_of(form) not in usual and set(form.kinds.values()) - KEPT:
                    yield page, form, constant(link)

    def _linked(self, answer: Answer) -> Iterator[tuple[str, Answer]]:
        for link in self._onward(subject_links(answer))[:MOST_LINKS]:
            yield link, one_answer(answer, self.case.visit(lambda: self.browser.get(link), {}).answer)  # noqa: B023

    def _onward(self, links: list[str]) -> list[str]:
        usual = links_of(self.landing)
        return [each for each in links if each not in usual and urlsplit(each).hostname != "aws.amazon.com"]

    def _unfinished(self, answer: Answer, tried: int) -> str:
        """Say what a buyer could still do here; empty if nothing."""
        todo = self._todo(answer) or next(filter(None, map(self._todo_elsewhere, self._onward(links_of(answer)))), None)
        todo = todo or next((what for _, page in self._linked(answer) if (what := self._todo(page))), None)
        if todo is None:
            return ""
        sent = f", although the kit has sent {tried} form(s) of the sign-up" if tried else ""
        return (
            f"the buyer is told of success, but no account appears{sent}; {todo[0]}; give a --driver whose register(buyer, form) "
            f"does that after `answer = buyer.post_form(form)`, e.g. `answer = {todo[1]}`"
        )

    def _todo(self, answer: Answer) -> tuple[str, str] | None:
        """Return what is left to do on a page, and the line of a driver that does it."""
        last, page = answer.last, answer.page
        if last.elsewhere:
            return self._todo_elsewhere(last.elsewhere)
        for request in sent_by_scripts(self.browser, answer) if page.scripts else ():
            sent = ", ".join(f'"{name}": …' for name in request.members)
            line = f'buyer.send("{request.method}", "{urlsplit(request.url).path}", json.dumps({{{sent}}}).encode(), …)'
            return "the page has a script that sends what the buyer fills in, and the kit runs no scripts", line
        usual = {step_of(each) for each in self.landing.page.forms}
        for form in page.forms:
            if step_of(form) not in usual:
                fields = short("&".join(f"{name}=…" for name in form.fields), 60)
                line = f'buyer.send("{form.method.upper()}", "{form.action or urlsplit(last.url).path}", "{fields}".encode(), …)'
                return "the page has a form that the kit cannot fill in so that an account appears", line
        if page.scripts and not page.sentences - self.landing.page.sentences:
            return "a script draws the page, and may ask for more", 'buyer.send("POST", "/signup", …)'
        return None

    def _todo_elsewhere(self, link: str) -> tuple[str, str] | None:
        if same_site(link, self.browser.url):
            return None
        return (
            f"the buyer may go on to {short(link)}, another server, where the kit does not go",
            f'buyer.get("{short(link)}")',
        )
