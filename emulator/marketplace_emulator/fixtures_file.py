"""The format of fixture files: YAML with the entries of each noun under the noun's name."""

from __future__ import annotations

import inspect
from typing import Any

import msgspec

from marketplace_emulator.planting import PLANTED
from marketplace_emulator.store.entry import FixtureEntry

Fixtures: Any = msgspec.defstruct(
    "Fixtures",
    [(each.name, each.field, each.field()) for each in PLANTED.values()],
    bases=(FixtureEntry,),
    namespace={"__doc__": "A fixture file for marketplace-emulator."},
    module=__name__,
    kw_only=True,
    frozen=True,
)
"""The type of a fixture file's content."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a fixture file."""
    made = msgspec.json.schema(Fixtures)
    for each in made["$defs"].values():
        if "description" in each:  # a docstring, whose lines before Python 3.13 are indented
            each["description"] = inspect.cleandoc(each["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
