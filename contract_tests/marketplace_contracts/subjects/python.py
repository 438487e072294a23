"""A subject in this process: a Python application, WSGI or ASGI."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import httpx

from marketplace_contracts.driving.asgi import AsgiApp
from marketplace_contracts.driving.output import Output
from marketplace_contracts.driving.patient import Patient
from marketplace_contracts.driving.wsgi import WsgiApp
from marketplace_contracts.interleaving import Interleaving
from marketplace_contracts.settings import Settings
from marketplace_contracts.subject import ATTRIBUTE, BEHIND_A_FRONT, ORIGIN, Unreachable, names_a_handler


class PythonSubject:
    """An application `package.module:app`; a factory without parameters is called. Its environment is this process's."""

    started = True
    concurrent = True
    forwarded: Mapping[str, str] = BEHIND_A_FRONT
    events: tuple[str, ...] = ("",)
    interleaving: Interleaving | None = None

    @staticmethod
    def takes(settings: Settings) -> bool:
        """Take the name of an attribute in a module that is not a handler; any name with --interface wsgi or asgi."""
        if settings.interface == "auto":
            return bool(ATTRIBUTE.fullmatch(settings.subject)) and not names_a_handler(settings)
        return settings.interface in ("wsgi", "asgi")

    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.url = ORIGIN + settings.path
        self.interleaving = Interleaving()
        self._output = Output()
        self._environment = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        self._output.capture()
        self._asgi: AsgiApp | None = None
        answer: Callable[[httpx.Request], httpx.Response]
        try:
            app = load(settings.subject)
            if settings.interface == "asgi" or (settings.interface == "auto" and speaks_asgi(app)):
                self.kind = "asgi"
                self._asgi = AsgiApp(app, settings.pauses)
                answer = self._asgi.answer
            else:
                self.kind = "wsgi"
                answer = self.interleaving.around(WsgiApp(app, self._output).answer)
        except BaseException:
            self.close()
            raise
        self._transport: httpx.BaseTransport = Patient(answer)

    def connections(self) -> AbstractContextManager[httpx.BaseTransport]:
        return contextlib.nullcontext(self._transport)

    def call_by(self, event: str, *, encoded: bool | None = None) -> str:
        """Do nothing: it is called only by HTTP."""
        return ""

    def misunderstands(self) -> str:
        return ""

    def output(self, since: int = 0) -> str | None:
        """Return what this process wrote since the application was loaded."""
        return self._output.text()[since:]

    def written(self) -> int:
        return self._output.size

    def lost(self) -> str | None:
        return None

    def restarted(self) -> str | None:
        return None

    def close(self) -> None:
        """Restore the process's environment and streams."""
        try:
            if self._asgi is not None:
                self._asgi.close()
            if hasattr(self, "_transport"):
                self._transport.close()
        finally:
            self._output.release()
            for name, value in self._environment.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def load(name: str) -> Any:
    """Import `package.module:attribute`; raise Unreachable if that fails."""
    module, _, attribute = name.partition(":")
    with contextlib.suppress(ValueError):
        sys.path.remove("")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        if module.endswith(".py") and isinstance(error, ModuleNotFoundError):
            reason += f"; a module is named without .py, so {name.replace('.py:', ':')!r}"
        raise Unreachable(
            f"the subject {name!r} does not load from {os.getcwd()}: {reason}; fix that, or run in its folder"
        ) from error
    if not callable(found):
        raise Unreachable(
            f"{name!r} is of type {type(found).__name__}, which is no application; name a WSGI or ASGI callable"
        )
    named = list(inspect.signature(found).parameters) if inspect.isfunction(found) else None
    if named == ["event", "context"]:
        raise Unreachable(f"{name!r} takes an event and a context, as a Lambda handler does; give --interface lambda")
    return found() if named == [] else found


def speaks_asgi(app: Any) -> bool:
    """Return whether an application is ASGI: its callable is a coroutine function, or takes scope, receive and send."""
    call = app if inspect.isfunction(app) or inspect.ismethod(app) else type(app).__call__
    if inspect.iscoroutinefunction(call):
        return True
    names = [each for each in inspect.signature(call).parameters if each != "self"]
    return len(names) == 3 or names[:1] == ["scope"]
