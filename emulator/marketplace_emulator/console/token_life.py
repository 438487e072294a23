"""The life of a token: what is left of it, as a bar that runs down."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace_emulator.console.length_of_time import from_now, roughly
from marketplace_emulator.control.tokens import Token
from marketplace_emulator.duration import moment


@dataclass(frozen=True, slots=True)
class TokenLife:
    """What a token's bar shows, by the emulator's clock: how many hundredths are left, and the same in words.

    `began` and `ends` are in epoch seconds, so that a script can let the bar run down.
    """

    began: float
    ends: float
    left: float
    words: str
    is_over: bool
    is_endless: bool


def life_of(token: Token, now: float) -> TokenLife:
    """Return the life of a token at a time."""
    began, ends = moment(token["issued_at"], 0), moment(token["expires_at"], 0)
    whole, is_over = ends - began, now >= ends
    left = 0.0 if is_over or whole <= 0 else min((ends - now) / whole, 1.0)
    words = f"expired {from_now(ends, now)}" if is_over else f"{roughly(ends - now)} left of {roughly(whole)}"
    is_endless = token["expires_at"].startswith("9999-")
    return TokenLife(began, ends, round(left * 100, 2), "never expires" if is_endless else words, is_over, is_endless)
