"""The address that the subject does not know: a wrong path in the settings looks like a subject that refuses everybody."""

from __future__ import annotations

from marketplace_contracts.kit import Kit
from marketplace_contracts.subject import at_a_url
from marketplace_contracts.visit import Visit

_STATUS = (404, 405, 501)
"""Not found, no POST, and Python's http.server for a POST."""


def unknown_address(kit: Kit, visit: Visit) -> str:
    """Say which address of the settings answers as one that does not exist, and which setting to mend; empty if none does."""
    last = visit.answer.last
    if last.status not in _STATUS:
        return ""
    if visit.answer.scripted and kit.settings.then:
        return f"is {last.url} the address to which the page's script posts? If not, mend --then"
    if len(visit.hops) != 1:
        return ""
    mend = "give its URL as the subject" if at_a_url(kit.settings) else "name its path with --path"
    return f"is {last.url} the page to which AWS Marketplace sends buyers? If not, {mend}"
