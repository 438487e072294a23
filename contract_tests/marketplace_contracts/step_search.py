"""Finding the second step of a registration where the form alone asks AWS nothing."""

from __future__ import annotations

import contextlib

from marketplace_contracts.browser import TOKEN_FIELD, Browser
from marketplace_contracts.case import Case
from marketplace_contracts.driver import Driver
from marketplace_contracts.second_step import TEMPLATE, NamedStep, steps_on
from marketplace_contracts.story import DriverFailed
from marketplace_contracts.visit import Visit


def finds_step(case: Case, visit: Visit, browser: Browser) -> bool:
    """Return whether the page takes a step that asks AWS; the kit's own driver takes it from now on."""
    driver, form = case.kit.session.driver, visit.form
    if visit.asked or not isinstance(driver, Driver):
        return False
    if driver.step is not None:
        return isinstance(driver.step, NamedStep) and driver.step.by_form and _takes_json(case, visit, driver.step)
    for step in steps_on(browser, visit.answer, form[TOKEN_FIELD]):
        with contextlib.suppress(DriverFailed):
            driver.step = step
            if case.visit(lambda: driver.walk_on(browser, visit.answer, form), form).asked:
                return True
        driver.step = None
    return False


def _takes_json(case: Case, visit: Visit, step: NamedStep) -> bool:
    """Return whether the step asks AWS if it gets JSON, as from a script that sends the page's form; it gets JSON from then on."""
    step.template = TEMPLATE
    if case.register(dict(visit.form)).asked:
        return True
    step.template = None
    return False
