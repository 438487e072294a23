"""The journal, read from Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from marketplace_emulator.steering.steers import Steers

if TYPE_CHECKING:
    from marketplace_emulator.control.exchange import Exchange
    from marketplace_emulator.exchange_filter import ExchangeFilter


class SteersExchanges(Steers):
    """Lists the exchanges with AWS."""

    def exchanges(
        self, *, limit: int | None = None, cursor: int = 0, full: bool = True, **wanted: Unpack[ExchangeFilter]
    ) -> list[Exchange]:
        """List the exchanges with AWS that match a filter, the oldest first.

        At most `limit` are listed, those after the one numbered `cursor`. Tokens are in `full` unless that is False. `since` is a time, or the request id of the exchange before the first.
        ExpiredTokenException is 400 for an expired token and 403 for expired credentials.
        """
        return self._items("/exchanges", limit=limit, cursor=cursor, full=full, **wanted)
