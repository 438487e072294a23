"""A local stand-in for AWS Marketplace, for SaaS sellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from marketplace_emulator.fidelity import imitates
    from marketplace_emulator.fixture_document import FixtureError
    from marketplace_emulator.marketplace import Marketplace
    from marketplace_emulator.remote import Remote, connect
    from marketplace_emulator.serving.server import PortTaken
    from marketplace_emulator.steering import NotAsExpected, NotBilledAsExpected, NotDelivered, Refused
    from marketplace_emulator.store import StoreError

__all__ = [
    "FixtureError",
    "Marketplace",
    "NotAsExpected",
    "NotBilledAsExpected",
    "NotDelivered",
    "PortTaken",
    "Refused",
    "Remote",
    "StoreError",
    "connect",
    "imitates",
]

_HOMES = {
    "FixtureError": "marketplace_emulator.fixture_document",
    "Marketplace": "marketplace_emulator.marketplace",
    "NotAsExpected": "marketplace_emulator.steering",
    "NotBilledAsExpected": "marketplace_emulator.steering",
    "NotDelivered": "marketplace_emulator.steering",
    "PortTaken": "marketplace_emulator.serving.server",
    "Refused": "marketplace_emulator.steering",
    "Remote": "marketplace_emulator.remote",
    "StoreError": "marketplace_emulator.store",
    "connect": "marketplace_emulator.remote",
    "imitates": "marketplace_emulator.fidelity",
}


def __getattr__(name: str) -> Any:
    # Importing boto3 takes longer than starting the server, which does not need it.
    if name not in _HOMES:
        raise AttributeError(f"module 'marketplace_emulator' has no attribute {name!r}; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
