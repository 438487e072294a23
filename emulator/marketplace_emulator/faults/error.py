"""The fault `error`: answer with any of AWS's errors instead of doing the work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta

from marketplace_emulator import catalogue, errors
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
        """The work is not done."""
        return True

    def before(self, call: Call, chance: float) -> Iterator[float]:
        """Raise it."""
        called, known = catalogue.by_name()[call.operation], self.error in errors.AwsError.known
        status, message = self.status, self.message
        for operation in (called, *(() if known else catalogue.by_name().values())):
            if self.error in operation.errors:
                declared = catalogue.declared(operation, self.error)
                status = status or declared[0]
                message = declared[1] if message is None and not known else message
                break
        raise errors.named(self.error, message, status, account=call.caller.account, operation=call.operation)
        yield
