"""The fault `expired_credentials`: the caller's session has expired, which AWS reports with the code of an expired token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from marketplace_emulator import errors
from marketplace_emulator.call import Call
from marketplace_emulator.faults.choice import Choice
from marketplace_emulator.faults.fault import Fault


class ExpiredCredentials(Fault, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answer 403 with ExpiredTokenException: the code of an expired registration token, for expired credentials."""

    ORDER: ClassVar[int] = 70
    CHOICES: ClassVar[Sequence[Choice]] = (
        Choice(
            "Expired credentials",
            "AWS answers ExpiredTokenException, 403: the session of the seller has expired, and not the token of the buyer.",
            {"expired_credentials": True},
        ),
    )

    expired_credentials: Literal[True]

    @property
    def ends(self) -> bool:
        """AWS checks the caller before anything else."""
        return True

    def before(self, call: Call, chance: float) -> Iterator[float]:
        raise errors.ExpiredCredentials
