"""A contract: one sentence that an integration must keep, and the function that tries to break it."""

from __future__ import annotations

import functools
import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Protocol

from hypothesis.strategies import SearchStrategy

import marketplace_contracts
from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Level, Settings
from marketplace_contracts.turn import BOTH, Turn

ORDER = ("reading", "identity", "product", "replay", "buyer", "failures", "leaks", "machine")
"""The families in the order in which the kit tries them. Families that make AWS fail come late, since a failure may end a subject for good."""


@dataclass(frozen=True)
class Contract:
    """A contract. The kit tries every alternative of its `readings`, and Hypothesis draws the values of `vary`.

    `share` multiplies the number of examples that the contract gets; `once` restricts it to one generation; `kinds` are
    the kinds of subject to which it applies (none: to all). Before the kit calls the contract broken, it tries the `controls`:
    the same without what the contract varies. If one of them fails too, it raises NotVerified with the contract that says so.
    """

    id: str
    family: str
    level: Level
    sentence: str
    why: str
    source: str
    function: Callable[..., None]
    readings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    generations: Sequence[str] = BOTH
    vary: Mapping[str, SearchStrategy[Any]] = field(default_factory=dict)
    examples: Sequence[Mapping[str, Any]] = ()
    share: float = 1.0
    once: bool = False
    kinds: Sequence[str] = ()
    controls: Sequence[Callable[..., None]] = ()

    def turns(self, available: Sequence[str]) -> Iterator[Turn]:
        """Yield the turns in which the contract must hold, the most ordinary ones first."""
        generations = [each for each in self.generations if each in available]
        for generation in generations[:1] if self.once else generations:
            for values in itertools.product(*self.readings.values()):
                yield Turn(generation, dict(zip(self.readings, values, strict=True)))


class Test(Protocol):
    """A contract as pytest finds it."""

    contract: Contract

    def __call__(self, kept: Callable[[Contract], None]) -> None: ...


def contract(
    id: str,  # noqa: A002  # a contract's id is what everybody calls it
    level: Level,
    *,
    source: str,
    why: str,
    **more: Any,
) -> Callable[[Callable[..., None]], Test]:
    """Turn a function into a contract: its docstring is the sentence, its file's name the family.

    The test that pytest finds asks the fixture `kept` to try the contract, so pytest does not look for fixtures named like
    the drawn parameters.
    """

    def made(function: Callable[..., None]) -> Test:
        family = function.__module__.rpartition(".test_")[2].partition("_")[0]
        sentence = " ".join((inspect.getdoc(function) or "").split())
        if not sentence or not id.startswith(f"{family}-"):
            raise TypeError(
                f"the contract {id!r} in {function.__module__} needs a docstring, and an id that begins with {family}-"
            )
        _place(family, function.__module__)
        for drawn in more.get("vary", {}):
            if drawn not in inspect.signature(function).parameters:
                raise TypeError(f"the contract {id!r} varies {drawn!r}, which is not a parameter of its function")
        made_contract = Contract(id, family, level, sentence, why, source, function, **more)

        def test(kept: Callable[[Contract], None]) -> None:
            kept(made_contract)

        test.__name__, test.__qualname__ = function.__name__, function.__qualname__
        test.__module__, test.__doc__ = function.__module__, function.__doc__
        test.contract = made_contract  # type: ignore[attr-defined]
        return test  # type: ignore[return-value]

    return made


def _place(family: str, module: str) -> int:
    if family not in ORDER:
        raise ImportError(
            f"{module} belongs to the family {family!r}, which is not in ORDER of {__name__}; it has {', '.join(ORDER)}"
        )
    return ORDER.index(family)


@functools.cache
def contracts() -> dict[str, Contract]:
    """Return all contracts by id, in the order in which the kit tries them; raise ImportError if two have the same id."""
    found: dict[str, Contract] = {}
    names = [
        each.name for each in pkgutil.iter_modules(marketplace_contracts.__path__) if each.name.startswith("test_")
    ]
    for name in sorted(names, key=lambda each: (_place(each.split("_")[1], f"marketplace_contracts.{each}"), each)):
        for each in vars(importlib.import_module(f"marketplace_contracts.{name}")).values():
            kept = getattr(each, "contract", None)
            if not isinstance(kept, Contract):
                continue
            if kept.id in found:
                first = found[kept.id].function
                raise ImportError(
                    f"{first.__module__}.{first.__name__} and {name}.{kept.function.__name__} both have the id {kept.id}"
                )
            found[kept.id] = kept
    return found


def chosen(settings: Settings, kind: str | None = None) -> list[Contract]:
    """Return the contracts that the settings ask for and that apply to this kind of subject; raise Usage with the nearest ids."""
    known = contracts()
    for each in settings.contract:
        if each not in known and each not in ORDER:
            nearest = get_close_matches(each, known, cutoff=0.4) or list(known)
            raise Usage(
                f"{each!r} is not a contract; did you mean {', '.join(nearest[:3])}? `check --list` lists them all"
            )
    return [
        each
        for each in known.values()
        if (not settings.contract or each.id in settings.contract or each.family in settings.contract)
        and (settings.generation is None or settings.generation in each.generations)
        and (kind is None or not each.kinds or kind in each.kinds)
    ]
