"""Reading settings from [tool.marketplace-emulator] in pyproject.toml, or from marketplace-contracts.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from marketplace_contracts.setting import Setting, Usage
from marketplace_contracts.settings import Settings, table

FILE = "marketplace-contracts.toml"
TABLE = "marketplace-emulator"


def configured(folder: Path, **given: Any) -> Settings:
    """Read the settings in a folder's configuration file, overridden by those given; None counts as not given."""
    settings = {each.name: each for each in table()}
    values: dict[str, Any] = {}
    for name, value in _table_of(folder).items():
        if name.replace("-", "_") not in settings:
            known = (each.option for each in settings.values())
            raise Usage(f"{name!r} in the configuration is not a setting; {_nearest(name, known)}")
        values[name.replace("-", "_")] = value
    values |= {name: value for name, value in given.items() if value not in (None, (), {})}
    return Settings(**{name: _typed(settings[name], value) for name, value in values.items()})


def _nearest(name: str, known: Iterable[str]) -> str:
    options = sorted(known)
    near = get_close_matches(name, options)
    return f"did you mean {' or '.join(map(repr, near))}?" if near else f"expected one of {', '.join(options)}"


_KINDS: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "text": ("a string", str),
    "whole": ("a whole number", int),
    "number": ("a number", (int, float)),
    "many": ("a list of strings", tuple),
    "pairs": ("a table of strings", Mapping),
}


def _typed(setting: Setting, value: Any) -> Any:
    """Check the type of a value; convert a string or a list to a tuple where one is expected."""
    if setting.kind == "many" and isinstance(value, str | list):
        value = (value,) if isinstance(value, str) else tuple(value)
    expected, wanted = _KINDS[setting.kind]
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    if isinstance(value, bool) or not isinstance(value, wanted) or not all(isinstance(each, str) for each in parts):
        given = list(value) if isinstance(value, tuple) else value
        raise Usage(f"{setting.option} is {given!r} in the configuration; expected {expected}")
    return value


def _table_of(folder: Path) -> dict[str, Any]:
    own = folder / FILE
    file = own if own.is_file() else folder / "pyproject.toml"
    if not file.is_file():
        return {}
    try:
        read = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Usage(f"{file} is not TOML: {error}") from None
    except OSError as error:
        raise Usage(f"{file} cannot be read: {error.strerror}") from None
    tool = read.get("tool", {})
    found = tool.get(TABLE, read if file == own else {}) if isinstance(tool, dict) else tool
    if not isinstance(found, dict):
        raise Usage(f"[tool.{TABLE}] is {found!r}; expected a table")
    return found
