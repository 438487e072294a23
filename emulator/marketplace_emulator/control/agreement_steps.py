"""The steps of agreements: `POST /agreements/<agreement_id>/<step>` for each file of `agreements/`, with its own members."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import msgspec

from marketplace_emulator import agreements as steps
from marketplace_emulator.control.agreements import Agreement, given, shown
from marketplace_emulator.control.route import route
from marketplace_emulator.store import agreements
from marketplace_emulator.world import World


def _handler(step: str, module: ModuleType) -> Callable[..., Agreement]:
    def take(world: World, agreement_id: str, body: msgspec.Struct) -> Agreement:
        changed = steps.take(world, step, agreement_id, given(body))
        return shown(world, agreements.find(world.store, changed))

    take.__name__, take.__doc__ = f"{step}_agreement", module.__doc__
    take.__annotations__ = {"body": _named(step, module.Fields), "return": Agreement}
    return route("POST", f"/agreements/<agreement_id>/{step}")(take)


def _named(step: str, fields: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return the type of a step's members under a name that tells them from those of other steps."""
    name = f"{step.title().replace('_', '')}Fields"
    namespace: dict[str, Any] = {"__doc__": fields.__doc__}
    return msgspec.defstruct(name, [], bases=(fields,), module=__name__, namespace=namespace, frozen=True, kw_only=True)


HANDLERS = [_handler(step, module) for step, module in steps.STEPS.items() if step != "accept"]
"""The handler of each step of an agreement that is accepted."""
