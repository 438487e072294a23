"""A choice: a fault with its settings, in the words of somebody who wants to try it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec


class Choice(NamedTuple):
    """A fault to choose: a title, a sentence that says what happens, and the settings."""

    title: str
    what: str
    settings: Mapping[str, Any]


def choices_of(name: str, kind: type[msgspec.Struct]) -> Sequence[Choice]:
    """Return the CHOICES of a kind, or else one for each value that it may have, with what its docstring says.

    A kind whose value is not one of a few has one choice without settings.
    """
    declared: Sequence[Choice] = getattr(kind, "CHOICES", ())
    if declared:
        return declared
    title, what = name.replace("_", " ").capitalize(), (inspect.getdoc(kind) or "").partition("\n")[0]
    values = [*_values(get_type_hints(kind)[name])]
    if not values:
        return [Choice(title, what, {})]
    return [Choice(title if each is True else f"{title}: {each}", what, {name: each}) for each in values]


def _values(hint: Any) -> Iterator[Any]:
    for each in (hint, *get_args(hint)):
        if get_origin(each) is Literal:
            yield from get_args(each)
