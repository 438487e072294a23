"""The operations that the emulator answers: one file for each, found by its name.

`resolve_customer.py` holds `resolve_customer(world, call) -> dict`, which answers ResolveCustomer. Its parameters
satisfy the operation's shape; it returns the members of the result, or raises an AwsError. `ABOUT` in the same file
says which parameters name what the call is about: `{"license_arn": ["UsageRecords[].LicenseArn"]}`. A path may choose
items of a list: `filters[name=LicenseArn].values[]`. Faults are bound to these nouns, and the journal can be searched for them. `JUDGES` may name shapes whose constraints the operation checks
itself, because it has an error for them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

from marketplace_emulator import catalogue, nouns
from marketplace_emulator.catalogue import Choice, Path
from marketplace_emulator.nearest import meant

if TYPE_CHECKING:
    from marketplace_emulator.call import Call
    from marketplace_emulator.nouns import Noun
    from marketplace_emulator.world import World

Answering = Callable[["World", "Call"], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Living:
    """An operation of the emulator: the function that answers it, and the parameters that name what a call is about.

    It `judges` shapes whose constraints it checks itself.
    """

    answer: Answering
    paths: tuple[tuple[str, Path], ...]
    judges: frozenset[str] = frozenset()
    _members: _Members = field(init=False)

    def __post_init__(self) -> None:
        """Sort the paths."""
        object.__setattr__(self, "_members", _sorted(self.paths))

    def about(self, parameters: Mapping[str, Any]) -> dict[Noun, None]:
        """Return the nouns that parameters name, each once; the parameters need not fit the shape."""
        found: dict[Noun, None] = {}
        _find(parameters, (), self._members, found)
        return found


_Members = tuple[tuple["str | Choice", tuple[str, ...], Any], ...]
"""The members that name something or lead to such a member: each with the nouns that it names, and its own such members.

A Choice is no member: it leads on inside the structure that it chooses.
"""


def _sorted(paths: Sequence[tuple[str, Path]]) -> _Members:
    members: dict[str | Choice, tuple[list[str], list[tuple[str, Path]]]] = {}
    for noun, (name, *rest) in paths:
        named, below = members.setdefault(name, ([], []))
        if rest:
            below.append((noun, tuple(rest)))
        else:
            named.append(noun)
    return tuple((name, tuple(named), _sorted(below)) for name, (named, below) in members.items())


def _find(value: Any, named: tuple[str, ...], below: _Members, found: dict[Noun, None]) -> None:
    """Add what a value names, and what its members name; a list is each of its items. A batch has hundreds of members."""
    if isinstance(value, str):
        for noun in named:
            found[noun, value] = None
    elif isinstance(value, list):
        for each in value:
            if not isinstance(each, list):  # no shape has lists in lists, and a request may have a thousand
                _find(each, named, below, found)
    elif isinstance(value, dict):
        for name, nouns_, members in below:
            member = value.get(name)  # no member has a Choice for its name
            if isinstance(member, str):
                for noun in nouns_:
                    found[noun, member] = None
            elif member is not None:
                _find(member, nouns_, members, found)
            elif isinstance(name, Choice) and value.get(name.member) == name.value:
                _find(value, (), members, found)


def _living(name: str, module: ModuleType) -> Living:
    own = module.__name__.rpartition(".")[2]
    answer, about = getattr(module, own, None), getattr(module, "ABOUT", None)
    if not callable(answer):
        raise ImportError(f"operations/{own}.py has no function {own}(world, call)")
    if not isinstance(about, Mapping):
        raise ImportError(f'operations/{own}.py has no ABOUT, such as {{"token": ["RegistrationToken"]}}')
    for noun in about:
        if noun not in nouns.NAMES:
            raise ImportError(f"ABOUT of operations/{own}.py has the noun {noun!r}; {meant(noun, nouns.NAMES)}")
    paths = [(noun, catalogue.read_path(path)) for noun, written in about.items() for path in written]
    for _, path in paths:
        catalogue.check_path(catalogue.by_name()[name], path, f"ABOUT of operations/{own}.py")
    judges = frozenset(getattr(module, "JUDGES", ()))
    if unknown := judges - catalogue.by_name()[name].service.shapes.keys():
        raise ImportError(f"JUDGES of operations/{own}.py has {', '.join(sorted(unknown))}, which is no shape of AWS's")
    return Living(answer, tuple(paths), judges)


def _discover() -> dict[str, Living]:
    found: dict[str, Living] = {}
    for module in pkgutil.iter_modules(__path__):
        name = "".join(part.capitalize() for part in module.name.split("_"))
        if name not in catalogue.by_name():
            raise ImportError(f"operations/{module.name}.py would answer {name}, which no AWS Marketplace service has")
        found[name] = _living(name, importlib.import_module(f"{__name__}.{module.name}"))
    return found


HERE = _discover()
"""The operations by AWS's name."""


def unknowable(operation: str | None, names: Collection[str]) -> str | None:
    """Return why no call of an operation, or of any, can be known to be about these nouns; None if one can."""
    wanted = " and ".join(sorted(names))
    if not names:
        return None
    if operation is None:
        known = any(set(names) <= nouns.reached(noun for noun, _ in each.paths) for each in HERE.values())
        return None if known else f"no operation that the emulator answers is about {wanted} at once"
    if operation not in HERE:
        return f"the emulator does not answer {operation} yet, so it cannot tell which {wanted} a call is about"
    reached = nouns.reached(noun for noun, _ in HERE[operation].paths)
    missing = " or ".join(sorted(set(names) - reached))
    if not missing:
        return None
    return f"no call of {operation} tells which {missing} it is about; it tells {', '.join(sorted(reached))}"
