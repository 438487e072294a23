"""Explain why an exchange is not the expected one, in words that point at the integration's mistake."""

from __future__ import annotations

from itertools import takewhile
from urllib.parse import quote, unquote

from marketplace_emulator import duration
from marketplace_emulator.shortening import shortened
from marketplace_emulator.store import Row
from marketplace_emulator.store.exchanges import Wanted

Near = tuple[Row, list[str]]
"""An exchange, and the reasons why it is not the expected one."""


_NAMED = {
    "customer_aws_account_id": "buyer",
    "customer_identifier": "buyer",
    "agreement_id": "agreement",
    "license_arn": "license",
    "product_code": "product",
}


def named(noun: str) -> str:
    """Return the word for what a noun identifies, such as `buyer`."""
    return _NAMED.get(noun, noun)


def misses(wanted: Wanted, row: Row) -> list[str]:
    """Return the ways in which an exchange differs from the filter; an empty list if it matches."""
    why = []
    for name, value in wanted.columns.items():
        if row[name] != value:
            why.append(_ELSE[name] if not row[name] else f"its {name} is {row[name]}")
    for noun, identifier in wanted.about.items():
        found = row["about"].get(noun, [])
        if noun == "token" and not any(_same_token(identifier, each) for each in found):
            why.append(token_difference(identifier, found[0] if found else None))
        elif noun != "token" and identifier not in found:
            why.append(f"its {named(noun)} is {', '.join(found)}" if found else f"no {named(noun)} was found for it")
    if wanted.since is not None and row["at"] < wanted.since:
        why.append(f"it came before {duration.iso(wanted.since)}")
    if row["id"] <= wanted.after:
        why.append(f"it did not come after exchange {wanted.after}")
    return why


_ELSE = {"operation": "it reached no operation", "status": "no answer was sent"}
"""The reason for an exchange whose column is empty."""


def nearness(wanted: Wanted, row: Row, why: list[str]) -> tuple[int, bool, int]:
    """Return a key that sorts the nearest exchanges first: fewest differences, a mangled token, the newest."""
    token, given = wanted.about.get("token"), row["about"].get("token", ("",))
    mangled = token is not None and any(_mangling(token, each) is not None for each in given)
    return len(why), not mangled, -row["id"]


def _same_token(wanted: str, given: str) -> bool:
    return given.startswith(wanted[:-1]) if wanted.endswith("…") else given == wanted


def token_difference(wanted: str, given: str | None) -> str:
    """Describe how a token differs from the one wanted, without showing either in full."""
    if given is None:
        return "it carries no token"
    return _mangling(wanted, given) or f"its token is {shortened(given)}"


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
