"""The fault `error`: answer with any of AWS's errors instead of doing the work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from marketplace_emulator import errors
from marketplace_emulator.call import Call
from marketplace_emulator.faults.fault import Fault


class Error(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Raise the error of this code, with AWS's own message and status unless others are given.

    The status is the model's of the called operation. Where nobody published a message, the model's documentation of the
    error is taken for it (assumed).
    """

    ORDER: ClassVar[int] = 80

    error: Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9]*$(?!\n)", max_length=100)]
    message: str | None = None
    status: Annotated[int, Meta(ge=400, le=599)] | None = None

    @property
    def ends(self) -> bool:
        return True

    def before(self, call: Call, chance: float) -> Iterator[float]:
        raise errors.named(self.error, self.message, self.status, operation=call.operation, account=call.caller.account)
