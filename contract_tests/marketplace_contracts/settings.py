"""What a run is told: which subject, how it is reached, what is looked at, how hard it is tried."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from marketplace_contracts.pauses import Pauses

FILE = "marketplace-contracts.toml"
TABLE = "marketplace-emulator"
DEFAULT_EMULATOR = "http://127.0.0.1:4100"
A_DAY = 86_400
_EXPECTED = {
    "accounts": "the probe's address, e.g. /accounts",
    "log": "the file that the subject writes",
    "driver": "a Python file",
    "emulator": f"the emulator's URL, e.g. {DEFAULT_EMULATOR}",
    "report": "a folder",
}
Level = Literal["must", "should"]


class Usage(ValueError):
    """The run was told something that cannot be; the text says what, what was expected, and the next step."""


@dataclass(frozen=True)
class Settings:
    """One run's settings; the names are those of the options, with `_` for `-`. `pauses` are no option."""

    subject: str = ""
    command: str | None = None
    interface: Literal["auto", "wsgi", "asgi", "lambda"] = "auto"
    path: str = "/"
    accounts: str | None = None
    product: tuple[str, ...] = ()
    log: str | None = None
    driver: str | None = None
    emulator: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    contract: tuple[str, ...] = ()
    generation: Literal["legacy", "concurrent"] | None = None
    examples: int = 25
    seed: int = 0
    patience: float = 30.0
    report: str | None = None
    fail_on: Level = "must"
    pauses: Pauses = field(default_factory=Pauses)

    def __post_init__(self) -> None:
        _among("interface", self.interface, ("auto", "wsgi", "asgi", "lambda"))
        _among("generation", self.generation, (None, "legacy", "concurrent"))
        _among("fail-on", self.fail_on, ("must", "should"))
        if self.command is not None and not self.command.strip():
            raise Usage(
                f"command is {self.command!r}; expected the words that start the subject, e.g. 'node server.js'"
            )
        for name in ("accounts", "log", "driver", "emulator", "report"):
            if getattr(self, name) == "":
                raise Usage(f"{name} is ''; expected {_EXPECTED[name]}, or leave it out")
        for name in self.env:
            if not name or "=" in name or "\0" in name + self.env[name]:
                raise Usage(
                    f"env has a variable {name!r} that no environment can hold; expected NAME=VALUE, e.g. DATABASE=test.db"
                )
        if "" in self.product:
            raise Usage("product is ''; expected the code of the listing that the subject sells")
        if self.examples < 1:
            raise Usage(f"examples is {self.examples}; expected 1 or more")
        if not self.path.startswith("/"):
            raise Usage(f"path is {self.path!r}; expected one that begins with /, e.g. /marketplace/register")
        if not 0 < self.patience <= A_DAY:
            raise Usage(f"patience is {self.patience}; expected the seconds that a buyer waits, a day at most, e.g. 30")

    @property
    def emulator_url(self) -> str:
        """Where the emulator is that a subject at a URL asks."""
        return self.emulator or os.environ.get("MARKETPLACE_EMULATOR_URL") or DEFAULT_EMULATOR


def _among(name: str, given: object, known: tuple[object, ...]) -> None:
    if given not in known:
        raise Usage(f"{name} is {given!r}; expected {' or '.join(str(each) for each in known if each)}")


def configured(folder: Path, **given: Any) -> Settings:
    """Read the settings of a folder's configuration file, and put those given over them; None counts as not given."""
    table = _table(folder)
    values = {name.replace("-", "_"): value for name, value in table.items()}
    options = [each for each in fields(Settings) if each.name != "pauses"]
    known = {each.name for each in options}
    for name in table:
        if name.replace("-", "_") not in known:
            raise Usage(f"{name!r} in the configuration is not a setting; {_nearest(name, known)}")
    values |= {name: value for name, value in given.items() if value not in (None, (), {})}
    for name in ("product", "contract"):
        if isinstance(values.get(name), str):
            values[name] = (values[name],)
        elif isinstance(values.get(name), list):
            values[name] = tuple(values[name])
    for each in options:
        if each.name in values:
            _check(each.name, each.type, values[each.name])
    return replace(Settings(), **values)


def _nearest(name: str, known: Iterable[str]) -> str:
    options = sorted(each.replace("_", "-") for each in known)
    near = get_close_matches(name, options)
    return f"did you mean {' or '.join(map(repr, near))}?" if near else f"expected one of {', '.join(options)}"


_KINDS: Mapping[str, tuple[str, type | tuple[type, ...]]] = {
    "int": ("a whole number", int),
    "float": ("a number", (int, float)),
    "tuple[str, ...]": ("a list of texts", tuple),
    "Mapping[str, str]": ("a table of texts", Mapping),
}
"""What a value in the configuration must be, by how the setting is annotated; a text where it says nothing else."""


def _check(name: str, kind: Any, value: object) -> None:
    told, wanted = _KINDS.get(str(kind), ("a text", str))
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    if isinstance(value, bool) or not isinstance(value, wanted) or not all(isinstance(each, str) for each in parts):
        given = list(value) if isinstance(value, tuple) else value
        raise Usage(f"{name.replace('_', '-')} is {given!r} in the configuration; expected {told}")


def _table(folder: Path) -> dict[str, Any]:
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
