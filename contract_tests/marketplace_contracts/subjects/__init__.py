"""The kinds of subject: one file for each, found by its name. `url.py`, for example, drives a server that already runs at a URL.

A file has one class like `Kind`, which takes the settings and the environment for what it starts.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from types import ModuleType

from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import Kind, Subject

MEMBERS = (
    *("takes", "started", "concurrent", "forwarded", "events", "interleaving", "connections", "call_by"),
    *("misunderstands", "output", "written", "lost", "restarted", "close"),
)


def kind_of_module(module: ModuleType) -> type[Kind]:
    """Return the class of a kind's file; raise ImportError with what was expected if there is none."""
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    kinds: list[type[Kind]] = [each for each in classes if hasattr(each, "takes")]
    if len(kinds) != 1:
        names = ", ".join(each.__name__ for each in kinds) or "none"
        raise ImportError(f"{module.__name__} has {len(kinds)} classes with takes(settings) ({names}); expected one")
    missing = [each for each in MEMBERS if not hasattr(kinds[0], each)]
    if missing:
        raise ImportError(
            f"{module.__name__}.{kinds[0].__name__} is not a kind of subject: it lacks {', '.join(missing)}; "
            f"expected {', '.join(MEMBERS)}"
        )
    return kinds[0]


def kinds() -> dict[str, type[Kind]]:
    """Import all kinds, by the names of their files."""
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    return {name: kind_of_module(importlib.import_module(f"{__name__}.{name}")) for name in names}


KINDS = kinds()


def kind_of(settings: Settings) -> str:
    """Return the name of the kind that takes the subject; raise Usage if none does."""
    taking = [name for name, kind in KINDS.items() if kind.takes(settings)]
    if not taking:
        raise Usage(
            f"{settings.subject!r} is not a subject; expected a URL (http://127.0.0.1:8000/), a Python app "
            f"(package.module:app) or a Lambda handler (package.module:handler, index.mjs:handler){_meant(settings.subject)}"
        )
    if len(taking) > 1:
        raise Usage(
            f"{settings.subject!r} may be a subject of several kinds: {', '.join(taking)}; choose with --interface"
        )
    if settings.command and taking != ["command"]:
        raise Usage(f"--command starts a server and needs its URL as the subject; got {settings.subject!r}")
    return taking[0]


def _meant(subject: str) -> str:
    """Say what was probably meant by a name that no kind takes; empty if it resembles none."""
    if re.fullmatch(r"[\w.-]+:\d+(?:/.*)?", subject):
        return f"; did you mean http://{subject}?"
    file = re.fullmatch(r"(?:\./)?(\w+(?:/\w+)*)(?:\.py)?:([\w.]+)", subject)
    return f"; did you mean {file[1].replace('/', '.')}:{file[2]}?" if file else ""


def opened(settings: Settings, environment: Mapping[str, str]) -> Subject:
    """Reach or start the subject; what the kit starts gets this environment. Raise Unreachable or Usage."""
    return KINDS[kind_of(settings)](settings, environment)
