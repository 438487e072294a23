"""What the emulator and its model must agree about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace_emulator import Marketplace
from tests.steering.model import Model


def seconds(written: str) -> float:
    """Read a time of the control API as epoch seconds."""
    return datetime.fromisoformat(written).timestamp()


def observed(marketplace: Marketplace) -> dict[str, Any]:
    """Read everything that the model also knows."""
    return {
        "now": marketplace.clock.now().timestamp(),
        "products": marketplace.products(),
        "buyers": marketplace.buyers(),
        "agreements": [(each["agreement_id"], each["status"]) for each in marketplace.agreements()],
        "tokens": [(each["token"], each["state"], seconds(each["expires_at"])) for each in marketplace.tokens()],
        "faults": [(each["fault_id"], each["seen"], each["applied"]) for each in marketplace.faults()],
        "readings": marketplace.readings(),
    }


def expected(model: Model) -> dict[str, Any]:
    """Return what `observed` should return."""
    state = model.state
    return {
        "now": state.now,
        "products": state.products,
        "buyers": state.buyers,
        "agreements": [(each["agreement_id"], each["status"]) for each in state.agreements],
        "tokens": [(each["token"], model.token_state(each), model.expiry(each)) for each in state.tokens],
        "faults": [(each["fault_id"], each["seen"], each["applied"]) for each in state.faults],
        "readings": state.readings,
    }
