"""How a token gets from the step that takes AWS's form to a later one that asks AWS."""

from __future__ import annotations

import html
from collections.abc import Sequence

from marketplace_contracts.answer import Hop
from marketplace_contracts.disguise import leaked
from marketplace_contracts.page_values import unescaped


def invented(token: str, sent: Hop, before: Sequence[Hop]) -> bool:
    """Return whether a request has the token although no earlier answer had it, so that only the driver can have put it there."""
    if not token or not (leaked(token, sent.sent) or leaked(token, sent.url)):
        return False
    return not any(leaked(token, place) for hop in before for place in _places(hop))


def _places(hop: Hop) -> list[str]:
    """Return where a page or its script finds a value: the source of the page, and the headers, with escapes undone."""
    shown = html.unescape(hop.text)
    return [shown, unescaped(shown), *(value for _, value in hop.headers)]
