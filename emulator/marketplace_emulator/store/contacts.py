"""Contacts: the person at a buyer's company whom AWS tells the seller of."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import identifiers
from marketplace_emulator.store.database import Row
from marketplace_emulator.store.entry import FixtureEntry

Text = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^.+$(?!\n)")]


class Contact(FixtureEntry, frozen=True, kw_only=True, omit_defaults=True):
    """A buyer's contact; missing members are derived from the buyer's name."""

    first_name: Text | None = None
    last_name: Text | None = None
    email_address: (
        Annotated[
            str,
            Meta(
                max_length=255,
                pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$(?!\n)",
                description="an email address in ASCII",
            ),
        ]
        | None
    ) = None
    company_name: Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^.+$(?!\n)")] | None = None
    country_code: Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", description="two capitals, such as US")] | None = (
        None
    )


class Known(TypedDict):
    """All that is known of a contact."""

    first_name: str
    last_name: str
    email_address: str
    company_name: str
    country_code: str


_FIRST = ("Ada", "Ben", "Clara", "David", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kiara", "Liam", "Maya")
_LAST = ("Becker", "Costa", "Diaz", "Evans", "Fischer", "Garcia", "Hill", "Ito", "Jensen", "Khan", "Lopez", "Moore")
_WORD = re.compile(r"[^\W_]+")
_NONE = "false"


def written(contact: Contact | bool) -> str | None:
    """Return a buyer's contact as a row has it: None if all of it is derived, JSON otherwise."""
    return None if contact is True else msgspec.json.encode(contact).decode()


def of(buyer: Row) -> Known | None:
    """Return a buyer's contact, or None if the buyer has given none."""
    if buyer["contact"] == _NONE:
        return None
    given = {} if buyer["contact"] is None else msgspec.json.decode(buyer["contact"])
    return Known(**{**_derived(buyer["name"]), **given})  # type: ignore[typeddict-item]


def _derived(name: str) -> dict[str, Any]:
    words = _WORD.findall(name) or ["buyer"]
    first, last = (identifiers.one_of(kind, name, names) for kind, names in (("first", _FIRST), ("last", _LAST)))
    domain = "-".join(re.findall("[a-z0-9]+", name.lower()))[:60].strip("-") or "buyer"
    return {
        "first_name": first,
        "last_name": last,
        "email_address": f"{first}.{last}@{domain}.example".lower(),
        "company_name": " ".join(each.capitalize() for each in words),
        "country_code": "US",
    }
