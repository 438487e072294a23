"""What a message says about an agreement: the agreement as it was when a step was taken."""

from __future__ import annotations

from typing import Any

import msgspec

from marketplace_emulator.store import Row


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An agreement at a step; `intent` and `status` are AWS's words. Times are epoch seconds.

    `auto_renew` is what the buyer chose.
    """

    intent: str
    status: str
    start_time: float
    end_time: float
    accepted_at: float
    offer_id: str
    free_trial: bool = False
    auto_renew: bool = False
    proposer_opted_out: bool = False
    previous_agreement_id: str | None = None
    details: dict[str, Any] = msgspec.field(default_factory=dict)


_encode = msgspec.json.Encoder().encode


def of(agreement: Row, intent: str, **details: Any) -> str:
    """Return an agreement's facts, in JSON."""
    return _encode(
        Facts(
            intent=intent,
            status=agreement["status"],
            start_time=agreement["start_time"],
            end_time=agreement["end_time"],
            accepted_at=agreement["accepted_at"],
            offer_id=agreement["offer_id"],
            free_trial=bool(agreement["free_trial"]),
            auto_renew=bool(agreement["auto_renew"]),
            proposer_opted_out=bool(agreement["proposer_opted_out"]),
            previous_agreement_id=agreement["previous_agreement_id"],
            details=details,
        )
    ).decode()


read = msgspec.json.Decoder(Facts).decode
