"""How the kit walks through a registration: the default way, or the seller's driver file."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.second_step import SecondStep
from marketplace_contracts.setting import Usage
from marketplace_contracts.story import DriverFailed, NotVerified

TOLD = ("token", "passing", "ours", "success")
"""What an answer tells: the token is invalid or expired; the trouble passes, so try again; the seller has to act; the buyer is registered."""


class Driver:
    """Posts the form as AWS Marketplace makes the buyer's browser do, follows the redirects, and takes a second step if it has one.

    A seller's driver is a class with `register(buyer, form)`, where `buyer` is a Browser; it returns the last Answer.
    Where the buyer has to log in, `buyer.name` and `buyer.email` say who: the same for the same buyer in every visit.
    It may have `accounts()`, which returns the list of stored accounts; `accepted(answer)`, whether the answer reports
    success; `told(answer)`, what the answer tells the buyer: one of TOLD, several of them, or None if only the kit can
    say; and `logs()`, the text of the log.
    """

    def __init__(self, step: SecondStep | None = None) -> None:
        self.step = step

    def register(self, buyer: Browser, form: Mapping[str, str]) -> Answer:
        """Walk a buyer with this form through the registration."""
        return self.walk_on(buyer, buyer.post_form(form), form)

    def walk_on(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer:
        """Take the second step from a page that has it."""
        if self.step is None or answer.failure or answer.status >= 400:
            return answer
        return self.step.take(buyer, answer, form) or answer


def loaded(file: str | None, then: SecondStep | None = None) -> Any:
    """Return the driver of a file, or the default one, which may take a step then; raise Usage with what is wrong with the file."""
    if file is None:
        return Driver(then)
    if then is not None:
        raise Usage(
            f"--then is a step of the kit's own driver; let register() of the driver {file!r} take it, or leave out one"
        )
    path = Path(file)
    spec = importlib.util.spec_from_file_location("seller_driver", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise Usage(
            f"the driver {file!r} does not exist; give --driver a Python file with a class that has register(buyer, form)"
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks up its module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[spec.name]
        raise Usage(f"the driver {file!r} does not load: {_one_line(error)}; fix it and run again") from error
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__ and callable(getattr(each, "register", None))
    ]
    if len(classes) != 1:
        names = ", ".join(each.__name__ for each in classes) or "none"
        raise Usage(
            f"the driver {file!r} has {len(classes)} classes with register(buyer, form) ({names}); expected one"
        )
    try:
        return classes[0]()
    except Exception as error:
        raise Usage(
            f"the driver's {classes[0].__name__}() cannot be created: {_one_line(error)}; it must take no parameters"
        ) from error


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


def ask(driver: Any, name: str, *given: Any) -> Any:
    """Call a method of a driver; raise DriverFailed with the error if it fails."""
    try:
        return getattr(driver, name)(*given)
    except DriverFailed:
        raise
    except Exception as error:
        raise DriverFailed(
            f"the driver's {name}() failed: {_one_line(error)}{_line(driver, error)}; fix the driver"
        ) from error


def _line(driver: Any, error: Exception) -> str:
    """Name the line of the driver's file at which an error left it; empty if the error did not come from there."""
    file = getattr(sys.modules.get(type(driver).__module__), "__file__", None)
    lines = [each.lineno for each in traceback.extract_tb(error.__traceback__) if each.filename == file]
    return f" (line {lines[-1]} of {Path(file).name})" if file and lines else ""


def told(driver: Any, answer: Answer) -> frozenset[str] | None:
    """Return what an answer tells the buyer, as the driver's told() says; None if it does not say."""
    if not hasattr(driver, "told"):
        return None
    said = ask(driver, "told", answer)
    if said is None:
        return None
    several = frozenset(
        [said] if isinstance(said, str) else said if isinstance(said, (tuple, list, set, frozenset)) else [None]
    )
    if not several or not several <= set(TOLD):
        raise NotVerified(
            f"the driver's told() returned {said!r}; expected one of {', '.join(map(repr, TOLD))}, several of them, or None"
        )
    return several
