"""A local stand-in for AWS Marketplace as a SaaS seller meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.fidelity import imitates
    from emulator.fixtures_file import FixtureError
    from emulator.marketplace import Marketplace
    from emulator.remote import Remote, connect
    from emulator.server import PortTaken
    from emulator.steering import NotAsExpected, Refused
    from emulator.store import StoreError

__all__ = [
    "FixtureError",
    "Marketplace",
    "NotAsExpected",
    "PortTaken",
    "Refused",
    "Remote",
    "StoreError",
    "connect",
    "imitates",
]

_HOMES = {
    "FixtureError": "emulator.fixtures_file",
    "Marketplace": "emulator.marketplace",
    "NotAsExpected": "emulator.steering",
    "PortTaken": "emulator.server",
    "Refused": "emulator.steering",
    "Remote": "emulator.remote",
    "StoreError": "emulator.store",
    "connect": "emulator.remote",
    "imitates": "emulator.fidelity",
}


def __getattr__(name: str) -> Any:
    # boto3 takes longer to import than the server to start, and the server does not need it.
    if name not in _HOMES:
        raise AttributeError(f"module 'emulator' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
