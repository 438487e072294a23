"""Whether stored identifiers are complete."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.entry import Entry
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_one_each
from marketplace_contracts.story import NotVerified


@contract(
    "identity-identifiers-whole",
    "must",
    source="API reference, ResolveCustomer: an AWS account id has 12 digits and may begin with 0; LicenseArn is longer than 64 characters",
    why="With only a part of an identifier, the integration can neither meter usage nor ask for entitlements.",
)
def test_identifiers_are_stored_whole(kit: Kit) -> None:
    """Identifiers are stored complete: with an AWS account's leading zeros, upper and lower case, and the end of an ARN."""
    need_one_each(kit)
    case = Case(kit)
    number = zlib.crc32(kit.buyers.name("account").encode())
    buyer, other = case.buyer(customer_aws_account_id=f"00{number:010d}"), case.buyer()
    case.registered(case.form(buyer.agreements[0]))
    entries = kit.probe.entries()
    for mine, theirs in zip(buyer.identifiers, other.identifiers, strict=True):
        if not mine or any(entry.holds([mine]) for entry in entries):
            continue
        own = next(index for index, (one, another) in enumerate(zip(mine, theirs, strict=False)) if one != another)
        for name, value in _cut_short(mine, max(8, own + 3), entries):
            raise case.broken(f"{mine} is stored unchanged", f"{name} is {value!r}")
    if not any(entry.holds(buyer.identifiers) for entry in entries):
        raise NotVerified(
            "the accounts probe shows none of the buyer's identifiers; let it show those that the subject stores"
        )


def _cut_short(identifier: str, beginning: int, entries: list[Entry]) -> Iterator[tuple[str, object]]:
    """Yield each stored value that is the identifier without its leading zeros, in another case, or without its end."""
    for entry in entries:
        for name, value in entry.leaves():
            text = str(value)
            cut = len(text) >= beginning and identifier.lower().startswith(text.lower())
            if cut or text == identifier.lstrip("0"):
                yield name, value
