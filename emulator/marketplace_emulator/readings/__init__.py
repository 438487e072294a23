"""The readings: where AWS's own documents disagree, a named switch with the source of each alternative.

A reading is a row of `ROWS` in a file of this folder, with the others that decide about the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marketplace_emulator.nearest import meant
from marketplace_emulator.readings import agreements, answers, entitlements, instances, messages, registration, usage
from marketplace_emulator.readings.reading import Reading


class UnknownReading(ValueError):
    """The name of a reading or an alternative is unknown; the message names the nearest known ones."""


def by_name(rows: Iterable[Reading]) -> Mapping[str, Reading]:
    """Index the rows by name; a name used twice fails with both questions."""
    found: dict[str, Reading] = {}
    for row in rows:
        twin = found.setdefault(row.name, row)
        if twin is not row:
            raise ImportError(f"two readings are named {row.name}: {twin.question!r} and {row.question!r}")
    return found


_FILES = (registration, usage, instances, entitlements, agreements, answers, messages)
GROUPS: Mapping[str, Sequence[Reading]] = {
    (file.__doc__ or "").partition("\n")[0].removeprefix("Readings about ").rstrip("."): file.ROWS for file in _FILES
}
"""The readings by what they are about."""
READINGS = by_name(row for rows in GROUPS.values() for row in rows)
DEFAULTS: Mapping[str, str] = {row.name: row.default for row in READINGS.values()}


def check(settings: Mapping[str, Any]) -> dict[str, str]:
    """Return the settings if every name and value is known; otherwise raise UnknownReading."""
    for name, value in settings.items():
        if name not in READINGS:
            raise UnknownReading(f"{name!r} is not a reading; {meant(name, READINGS)}")
        alternatives = READINGS[name].alternatives
        if value not in alternatives:
            raise UnknownReading(f"{value!r} is not an alternative of {name}; expected {' or '.join(alternatives)}")
    return dict(settings)
