"""Why an exchange is not the one that was expected, in words that point at the integration's mistake."""

from __future__ import annotations

from itertools import takewhile
from urllib.parse import quote, unquote

from marketplace_emulator import duration
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row
from marketplace_emulator.store.exchanges import Wanted

Near = tuple[Row, list[str]]
"""An exchange and why it is not what was expected."""


def misses(wanted: Wanted, row: Row) -> list[str]:
    """Say what about an exchange is not as wanted; nothing where all is."""
    why = []
    if wanted.operation is not None and row["operation"] != wanted.operation:
        why.append(f"its operation is {row['operation']}" if row["operation"] else "it reached no operation")
    if wanted.token is not None and not _same_token(wanted.token, row["token"]):
        why.append(token_difference(wanted.token, row["token"]))
    if wanted.customer_aws_account_id is not None and row["customer_aws_account_id"] != wanted.customer_aws_account_id:
        buyer = row["customer_aws_account_id"]
        why.append(f"its buyer is {buyer}" if buyer else "no buyer was found for it")
    if wanted.outcome is not None and row["outcome"] != wanted.outcome:
        why.append(f"its outcome is {row['outcome']}")
    if wanted.status is not None and row["status"] != wanted.status:
        why.append(f"its status is {row['status']}" if row["status"] else "no answer was sent")
    if wanted.since is not None and row["at"] < wanted.since:
        why.append(f"it came before {duration.iso(wanted.since)}")
    if row["id"] <= wanted.after:
        why.append(f"it did not come after exchange {wanted.after}")
    return why


def nearness(wanted: Wanted, row: Row, why: list[str]) -> tuple[int, bool, int]:
    """Give a key that sorts the nearest first: the fewest misses, a token that was mangled, the newest."""
    mangled = wanted.token is not None and _mangling(wanted.token, row["token"] or "") is not None
    return len(why), not mangled, -row["id"]


def _same_token(wanted: str, given: str | None) -> bool:
    if given is None:
        return False
    return given.startswith(wanted[:-1]) if wanted.endswith("…") else given == wanted


def token_difference(wanted: str, given: str | None) -> str:
    """Say how the token that came differs from the one wanted, neither of them in full."""
    if given is None:
        return "it carries no token"
    return _mangling(wanted, given) or f"its token is another, {shortened(given)}"


def _mangling(wanted: str, given: str) -> str | None:
    if given == wanted:
        return None
    if " " in given and given.replace(" ", "+") == wanted:
        return "each + of the token arrived as a space: it was decoded without having been percent-encoded"
    if unquote(wanted) == given:
        return "the token was percent-decoded once too often"
    if unquote(given) == wanted or quote(wanted, safe="") == given:
        return "the token is still percent-encoded"
    if given.strip() == wanted:
        return "the token has whitespace around it"
    if given.strip("\"'") == wanted:
        return "the token has quotation marks around it"
    if given and wanted.startswith(given):
        return f"the token is cut after {len(given)} of its {len(wanted)} characters"
    if given.startswith(wanted):
        return f"the token has {len(given) - len(wanted)} characters too many at its end"
    if given.casefold() == wanted.casefold():
        return "the token differs in upper and lower case"
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted, given, strict=False)))
    return f"the token differs from character {same + 1} of {len(wanted)} on" if same >= 24 else None
