"""What a person wrote into the fields of a form, as the form's msgspec type takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from marketplace_emulator import mistake
from marketplace_emulator.console.form_fields import (
    Alternatives,
    Known,
    alternatives,
    members,
    members_of_values,
    name_in_row,
    text_of,
)
from marketplace_emulator.control.problem import Problem

Wanted = TypeVar("Wanted", bound=msgspec.Struct)


def read(form: Mapping[str, str], wanted: type[Wanted], known: Known) -> Wanted:
    """Read a form of `form_fields.fields_of` into its type, or raise Problem. An empty field is as if it were not there.

    A map that holds what it holds already is not given either. The form has a field of the map's own name, which says that
    its rows were shown: an empty row takes out what was in it. What is held of a key without a row stays.
    """
    values = given(form, wanted, known)
    try:
        return msgspec.convert(values, wanted)
    except msgspec.ValidationError as error:
        raise Problem(422, mistake.sentence(error, values, wanted, short=True)) from None


def given(form: Mapping[str, str], wanted: type[msgspec.Struct], known: Known) -> dict[str, Any]:
    """Return the members that a person gave."""
    found: dict[str, Any] = {}
    for each in members(wanted):
        may_be = alternatives(each.type)
        if may_be.kind == "map":
            now = {key: _written(held) for key, held in known.now.get(each.name, {}).items()}
            shown = {key.value for key in known.keys}
            kept = {key: held for key, held in now.items() if key not in shown}
            rows = {**kept, **_rows(form, each.name, may_be, known)}
            if each.name in form and rows != now:
                found[each.name] = {key: _value(may_be, row) for key, row in rows.items()}
        elif text := form.get(each.name, "").strip():
            found[each.name] = _read(text, may_be.types)
    return found


def _rows(form: Mapping[str, str], name: str, of_map: Alternatives, known: Known) -> dict[str, dict[str, str]]:
    """Return the texts in the rows of a map that are not empty."""
    fields = [each.name for each in members_of_values(of_map)]
    texts = {
        key.value: {each: text for each in fields if (text := form.get(name_in_row(name, key.value, each), "").strip())}
        for key in known.keys
    }
    return {key: row for key, row in texts.items() if row}


def _written(held: Mapping[str, Any]) -> dict[str, str]:
    return {member: text_of(value) for member, value in held.items() if value is not None}


def _value(of_map: Alternatives, row: Mapping[str, str]) -> Any:
    """Return the value of a map's key: bare if no member but the one that it must have is given."""
    fields = members_of_values(of_map)
    values = {each.name: _read(row[each.name], alternatives(each.type).types) for each in fields if each.name in row}
    needed = [each.name for each in fields if each.required]
    return values[needed[0]] if [*values] == needed and len(needed) == 1 else values


def _read(text: str, types: Sequence[inspect.Type]) -> Any:
    """Read a text as the first type that it fits: true, false or a number before text, and a time is text."""
    kinds = {type(each) for each in types}
    is_time = inspect.StrType in kinds and inspect.BoolType not in kinds
    choices = [each for one in types if isinstance(one, inspect.LiteralType) for each in one.values]
    if not is_time:
        with suppress(ValueError):
            read = msgspec.json.decode(text, type=bool | int | float)
            if inspect.LiteralType not in kinds or read in choices:
                return read
    return text
