"""A filter is declared once, as a TypedDict; queries, options of commands and Python methods have its members."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_type_hints

import msgspec

from marketplace_emulator import nouns


class FilterType:
    """The members of a declared filter, each with its type and the sentence that explains it.

    The sentence is a text beside the type. That of a noun completes `of_noun`, such as "Only calls about {}.".
    `wire` has the types of members that Python callers give in more ways than the control API takes.
    """

    def __init__(self, declared: type, of_noun: str, wire: Mapping[str, Any]) -> None:
        self._hints = get_type_hints(declared, include_extras=True)
        self._doc, self._of_noun = declared.__doc__, of_noun
        self.fields: dict[str, Any] = {**self._hints, **wire}

    def help_of(self, name: str) -> str:
        """Return the sentence that explains a member."""
        if name in nouns.NAMES:
            return self._of_noun.format(nouns.meaning(name))
        return str(next(each for each in self._hints[name].__metadata__ if isinstance(each, str)))

    def struct(self, name: str, **more: tuple[Any, Any]) -> Any:
        """Make a msgspec type with the filter's members, and those in `more`: each a name with its type and default.

        A default of msgspec.NODEFAULT makes a member required.
        """
        fields = [(field, kind | None, None) for field, kind in self.fields.items()]
        fields += [(field, kind, default) for field, (kind, default) in more.items()]
        return msgspec.defstruct(
            name,
            fields,
            kw_only=True,
            frozen=True,
            forbid_unknown_fields=True,
            namespace={"__doc__": self._doc, "FILTER": self},
        )

    def given(self, query: Any) -> dict[str, Any]:
        """Return the members that are given in a struct of this filter."""
        return {name: value for name in self.fields if (value := getattr(query, name)) is not None}
