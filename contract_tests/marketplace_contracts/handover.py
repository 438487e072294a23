"""How a token gets from the step that takes AWS's form to a later one that asks AWS."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from marketplace_contracts.answer import Hop
from marketplace_contracts.disguise import leaked

_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def invented(token: str, sent: Hop, before: Sequence[Hop]) -> bool:
    """Return whether a request has the token although no earlier answer had it, so that only the driver can have put it there."""
    if not token or not (leaked(token, sent.sent) or leaked(token, sent.url)):
        return False
    return not any(leaked(token, place) for hop in before for place in _places(hop))


def _places(hop: Hop) -> list[str]:
    """Return where a page or its script finds a value: the source of the page, and the headers, with escapes undone."""
    shown = html.unescape(hop.text)
    return [shown, _ESCAPED.sub(lambda found: chr(int(found[1], 16)), shown), *(value for _, value in hop.headers)]
