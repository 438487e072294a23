"""What a run is told: which subject, how it is reached, what is looked at, how hard it is tried."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

FILE = "marketplace-contracts.toml"
TABLE = "marketplace-emulator"
DEFAULT_EMULATOR = "http://127.0.0.1:4100"
Level = Literal["must", "should"]


class Usage(ValueError):
    """The run was told something that cannot be; the text says what, what was expected, and the next step."""


@dataclass(frozen=True)
class Settings:
    """One run's settings; the names are those of the options, with `_` for `-`."""

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

    def __post_init__(self) -> None:
        _among("interface", self.interface, ("auto", "wsgi", "asgi", "lambda"))
        _among("generation", self.generation, (None, "legacy", "concurrent"))
        _among("fail-on", self.fail_on, ("must", "should"))
        if self.examples < 1:
            raise Usage(f"examples is {self.examples}; expected 1 or more")
        if not self.path.startswith("/"):
            raise Usage(f"path is {self.path!r}; expected one that begins with /, e.g. /marketplace/register")
        if self.patience <= 0:
            raise Usage(f"patience is {self.patience}; expected the seconds that a buyer waits, e.g. 30")

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
    known = {each.name for each in fields(Settings)}
    for name in values:
        if name not in known:
            nearest = get_close_matches(name, known) or sorted(known)
            raise Usage(f"{name!r} in the configuration is not a setting; did you mean {', '.join(nearest)}?")
    values |= {name: value for name, value in given.items() if value not in (None, (), {})}
    for name in ("product", "contract"):
        if isinstance(values.get(name), str):
            values[name] = (values[name],)
        elif name in values:
            values[name] = tuple(values[name])
    for each in fields(Settings):
        if each.name in values:
            _check(each.name, each.type, values[each.name])
    return replace(Settings(), **values)


_KINDS: Mapping[str, tuple[type, ...]] = {
    "int": (int,),
    "float": (int, float),
    "tuple[str, ...]": (tuple,),
    "Mapping[str, str]": (Mapping,),
}
"""What a value in the configuration must be, by how the setting is annotated; a text where it says nothing else."""


def _check(name: str, kind: Any, value: object) -> None:
    wanted = _KINDS.get(str(kind), (str,))
    if not isinstance(value, wanted) or isinstance(value, bool):
        told = {int: "a whole number", float: "a number", tuple: "a list of texts", Mapping: "a table"}.get(
            wanted[-1], "a text"
        )
        raise Usage(f"{name} is {value!r} in the configuration; expected {told}")


def _table(folder: Path) -> dict[str, Any]:
    own = folder / FILE
    project = folder / "pyproject.toml"
    try:
        if own.is_file():
            read = tomllib.loads(own.read_text("utf-8"))
            found = read.get("tool", {}).get(TABLE, read)
        elif project.is_file():
            found = tomllib.loads(project.read_text("utf-8")).get("tool", {}).get(TABLE, {})
        else:
            found = {}
    except tomllib.TOMLDecodeError as error:
        raise Usage(f"{own if own.is_file() else project} is not TOML: {error}") from None
    if not isinstance(found, dict):
        raise Usage(f"[tool.{TABLE}] is {found!r}; expected a table")
    return found
