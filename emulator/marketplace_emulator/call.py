"""One call of an operation: who calls, when, with which parameters, and what decided its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.signature import Caller

UNASKED = object()
"""What `registration` is until the store was asked for the token."""


class Call(msgspec.Struct):
    """A call on its way: `at` is the emulator's time, `readings` are those in force when it arrived.

    What the operation finds out on the way (`agreement_id`, `customer_aws_account_id`, the readings that decided) is
    written here for the journal and for the faults that are bound to a buyer. `registration` is the token's row, looked up
    once in a transaction.
    """

    operation: str
    caller: Caller
    at: float
    readings: Mapping[str, str]
    parameters: Mapping[str, Any] = msgspec.field(default_factory=dict)
    agreement_id: str | None = None
    customer_aws_account_id: str | None = None
    decided: dict[str, str] = msgspec.field(default_factory=dict)
    registration: Any = UNASKED

    def reading(self, name: str) -> str:
        """Ask how a disputed behaviour is read, and note that this decided the answer."""
        value = self.decided[name] = self.readings[name]
        return value

    @property
    def token(self) -> str | None:
        """The registration token, if the operation takes one and it is a string."""
        token = self.parameters.get("RegistrationToken")
        return token if isinstance(token, str) else None
