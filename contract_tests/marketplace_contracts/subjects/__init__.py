"""Ways to drive a subject, one file a way; `opened` chooses by how the subject is named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marketplace_contracts.setting import Usage
from marketplace_contracts.settings import Settings
from marketplace_contracts.subjects.log_file import LogFile
from marketplace_contracts.subjects.subject import Subject, Unreachable

__all__ = ["Subject", "Unreachable", "opened"]

_NODE = re.compile(r"\.(?:mjs|cjs|js):")
_PYTHON = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*:[A-Za-z_]\w*(?:\.\w+)*")


def interface(settings: Settings) -> str:
    """Tell how the subject is driven: url, command, lambda, node, or python (WSGI or ASGI, seen once it is loaded)."""
    name = settings.subject
    if settings.interface != "auto":
        return "node" if settings.interface == "lambda" and _NODE.search(name) else settings.interface
    if name.startswith(("http://", "https://")):
        return "command" if settings.command else "url"
    if _NODE.search(name):
        return "node"
    if _PYTHON.fullmatch(name):
        return "lambda" if name.rpartition(":")[2].endswith("handler") else "python"
    raise Usage(
        f"{name!r} is not a subject; expected a URL (http://127.0.0.1:8000/), a Python app (package.module:app) or a "
        "Lambda handler (package.module:handler, index.mjs:handler)"
    )


def opened(settings: Settings, environment: Mapping[str, str]) -> Subject:
    """Reach or start the subject, with these variables where the kit starts it; raise Unreachable or Usage."""
    kind = interface(settings)
    if settings.command and kind != "command":
        raise Usage(f"--command starts a server and needs its URL as the subject; got {settings.subject!r}")
    if kind == "url":
        if settings.log and not LogFile(settings.log).there:
            raise Usage(f"the log {settings.log!r} is not there; give --log the file that the subject writes")
        from marketplace_contracts.subjects.url import UrlSubject

        return UrlSubject(settings)
    if kind == "command":
        from marketplace_contracts.subjects.command import CommandSubject

        return CommandSubject(settings, environment)
    if kind in ("lambda", "node"):
        from marketplace_contracts.subjects.aws_lambda import LambdaSubject

        return LambdaSubject(settings, environment, node=kind == "node")
    from marketplace_contracts.subjects.python import PythonSubject

    return PythonSubject(settings, environment)
