"""The sign-up with which an account comes into being: every registration goes on through it, as a buyer would."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode, urljoin

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, TOKEN_FIELD, Browser
from marketplace_contracts.form_filling import KEPT, filled_in, posted_forms
from marketplace_contracts.kit import Kit
from marketplace_contracts.look import constant
from marketplace_contracts.page import Form
from marketplace_contracts.same_site import same_site
from marketplace_contracts.style import SignupStep

_IN_JSON = re.compile(r'"((?:https?:/)?/[^"\s]*)"')


def goes_on(kit: Kit, browser: Browser, posted: Mapping[str, str], answer: Answer) -> Answer:
    """Return what a buyer who has just come is told in the end: the buyer signs up, but only once for each purchase."""
    token = posted.get(TOKEN_FIELD, "")
    once = any(step.asks for step in kit.style.signup)
    if not kit.style.signup or answer.failure or (once and not kit.buyers.begins_signup(token)):
        return answer
    last = signed_up(kit, browser, answer)
    if last is answer or kit.session.failed(last):
        kit.buyers.begins_signup_again(token)
    return last


def signed_up(
    kit: Kit, browser: Browser, answer: Answer, email: str = "", forged: Mapping[str, str] | None = None
) -> Answer:
    """Send one form of the sign-up after the other, as far as the pages have them, and return all answers as one.

    `forged` has fields whose values replace those of the page.
    """
    email = email or kit.buyers.new_email()
    for step in kit.style.signup:
        found = find_form(browser, answer, step)
        if found is None:
            return answer
        page, form = found
        values = {name: (forged or {}).get(name, value) for name, value in filled_in(form, email).items()}
        answer = one_answer(page, send_form(browser, page, form, values))
    return answer


def find_form(browser: Browser, answer: Answer, step: SignupStep) -> tuple[Answer, Form] | None:
    """Return the form of a step with the page on which it is; None if it is not there."""
    page = answer
    if step.link:
        links = [each for each in subject_links(answer) if constant(each) == step.link]
        if not links:
            return None
        page = one_answer(answer, browser.get(links[0]))
    return next(((page, form) for form in posted_forms(page) if step_of(form, step.link) == step), None)


def send_form(browser: Browser, answer: Answer, form: Form, values: Mapping[str, str]) -> Answer:
    """Send a form of the subject's own page."""
    return browser.send_from(answer, "POST", form.action, urlencode(values).encode(), {"Content-Type": FORM_TYPE})


def step_of(form: Form, link: str = "") -> SignupStep:
    """Describe a form so that it is recognised on another buyer's page."""
    return SignupStep(frozenset(form.fields), constant(form.action), link, bool(set(form.kinds.values()) - KEPT))


def subject_links(answer: Answer) -> list[str]:
    """Return the subject's own addresses to which a page links."""
    return [each for each in links_of(answer) if same_site(each, answer.last.url)]


def links_of(answer: Answer) -> list[str]:
    """Return the addresses of pages to which a page links, or which the JSON names to which a script then sends the browser."""
    said = (
        _IN_JSON.findall(answer.last.text.replace("\\/", "/"))
        if "json" in answer.last.header("content-type")
        else answer.page.links
    )
    links = [urljoin(answer.last.url, each) for each in said if not each.startswith("#")]
    return [each for each in dict.fromkeys(links) if each.startswith(("http://", "https://"))]


def one_answer(first: Answer, second: Answer) -> Answer:
    """Return two answers that one browser got one after the other as one."""
    return replace(second, hops=(*first.hops, *second.hops))
