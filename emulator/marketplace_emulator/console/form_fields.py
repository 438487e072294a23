"""The fields of a form for a msgspec type. It knows types, and no step by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import inspect

Kind = Literal["text", "number", "time", "choice", "map"]


class Option(NamedTuple):
    """A value that can be chosen, and what a person reads for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form: `value` is what it has at first, `usual` what counts if it is left empty.

    A choice has `choices`, and a text may have some to suggest. `least` and `most` are bounds of a number. A map has `rows`.
    """

    name: str
    label: str
    kind: Kind
    is_required: bool
    hint: str | None = None
    value: str = ""
    usual: str | None = None
    choices: Sequence[Option] = ()
    least: int | float | None = None
    most: int | float | None = None
    is_whole: bool = False
    longest: int | None = None
    rows: Sequence[MapRow] = ()
    more_rows: int = 0


@dataclass(frozen=True, slots=True)
class MapRow:
    """A key of a map, and the fields of its value, such as what an agreement grants of a dimension and until when."""

    key: Option
    fields: Sequence[FormField]


@dataclass(frozen=True, slots=True)
class Known:
    """What a form can offer: values of a member by its name, the keys of maps, how many more there are, and what maps hold now.

    `now` has the members of each value of a map by its key and the map's name: `{"entitlements": {"seats": {"value": 25}}}`.
    """

    values: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    keys: Sequence[Option] = ()
    more_keys: int = 0
    now: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)


class Alternatives(NamedTuple):
    """What a type may be, without None and annotations; the kind of field that it needs; and what is said of it."""

    types: Sequence[inspect.Type]
    kind: Kind
    description: str | None


def fields_of(wanted: type[msgspec.Struct], known: Known) -> list[FormField]:
    """Return a field for each member of a type, those that must be given first; a map with no keys to offer has none."""
    made = [_field(each, each.name, known) for each in members(wanted)]
    shown = [each for each in made if each.kind != "map" or each.rows]
    return sorted(shown, key=lambda each: not each.is_required)


def name_in_row(name: str, key: str, member: str) -> str:
    """Return the name of the field of a map's row."""
    return f"{name}.{key}.{member}"


@cache
def members(wanted: type[msgspec.Struct]) -> tuple[inspect.Field, ...]:
    """Return the members of a type, each with its type and default."""
    read = inspect.type_info(wanted)
    assert isinstance(read, inspect.StructType), "a Struct has members"
    return read.fields


def alternatives(whole: inspect.Type) -> Alternatives:
    """Return what a type may be."""
    found: list[inspect.Type] = []
    description = None
    for each in whole.types if isinstance(whole, inspect.UnionType) else (whole,):
        if isinstance(each, inspect.Metadata):
            found += alternatives(each.type).types
            description = (each.extra_json_schema or {}).get("description", description)
        elif not isinstance(each, inspect.NoneType):
            found.append(each)
    return Alternatives(found, _kind({type(each) for each in found}), description)


def members_of_values(of_map: Alternatives) -> Sequence[inspect.Field]:
    """Return the members of a map's values: those of its Struct, or `value` alone if it has none."""
    mapping = of_map.types[0]
    assert isinstance(mapping, inspect.DictType), "a map is a dict"
    for each in alternatives(mapping.value_type).types:
        if isinstance(each, inspect.StructType):
            return each.fields
    return [inspect.Field("value", "value", mapping.value_type)]


def text_of(value: object) -> str:
    """Write a value as a person writes it into a field."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _kind(types: set[type]) -> Kind:
    numbers = {inspect.IntType, inspect.FloatType}
    if types == {inspect.DictType}:
        return "map"
    if types in ({inspect.BoolType}, {inspect.LiteralType}):
        return "choice"
    if types <= numbers:
        return "number"
    return "time" if types & numbers and types <= {inspect.StrType, *numbers} else "text"


def _field(member: inspect.Field, name: str, known: Known, value: object = None) -> FormField:
    may_be = alternatives(member.type)
    default = None if member.default in (msgspec.NODEFAULT, None) else text_of(member.default)
    number = next((each for each in may_be.types if isinstance(each, inspect.IntType | inspect.FloatType)), None)
    text = next((each for each in may_be.types if isinstance(each, inspect.StrType)), None)
    at_first = (default or "") if may_be.kind == "choice" else ""
    return FormField(
        name=name,
        label=member.name.replace("_", " ").capitalize(),
        kind=may_be.kind,
        is_required=member.required,
        hint=may_be.description,
        value=at_first if value is None else text_of(value),
        usual=default,
        choices=_choices(member, may_be, default, known),
        least=number.ge if number and may_be.kind == "number" else None,
        most=number.le if number and may_be.kind == "number" else None,
        is_whole=isinstance(number, inspect.IntType),
        longest=text.max_length if text else None,
        rows=[*_rows(name, may_be, known)] if may_be.kind == "map" else (),
        more_rows=known.more_keys if may_be.kind == "map" else 0,
    )


def _choices(member: inspect.Field, may_be: Alternatives, default: str | None, known: Known) -> Sequence[Option]:
    if may_be.kind != "choice":
        return known.values.get(member.name, ())
    only = may_be.types[0]
    if isinstance(only, inspect.LiteralType):
        found = [Option(text_of(each), text_of(each)) for each in only.values]
    else:
        found = [Option("true", "yes"), Option("false", "no")]
    return found if default is not None or member.required else [Option("", "not given"), *found]


def _rows(name: str, of_map: Alternatives, known: Known) -> Iterator[MapRow]:
    now = known.now.get(name, {})
    for key in known.keys:
        held = now.get(key.value, {})
        made = (
            _field(each, name_in_row(name, key.value, each.name), known, held.get(each.name))
            for each in members_of_values(of_map)
        )
        yield MapRow(key, [replace(each, is_required=False) for each in made])
