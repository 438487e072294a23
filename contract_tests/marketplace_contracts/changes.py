"""How an entry changed: what was lost, set back, created again or granted, judged by the names of its values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from marketplace_contracts.entry import Entry, Path, labels, leaf_name, leaf_paths, list_paths, moved
from marketplace_contracts.moment import is_about_now
from marketplace_contracts.story import short
from marketplace_contracts.wording import plain

_ID = re.compile(
    r"_?(?:id|uuid|guid|uid|pk)|(?:account|tenant|customer|user|org|organi[sz]ation|workspace|company|client)_?(?:uu|gu)?id"
    r"|(?:account|tenant|customer|client)_?(?:number|no|key|code|slug|ref)|slug|subdomain|api_?key",
    re.IGNORECASE,
)
_CREATED = re.compile(
    r"creat|start|since|sign(?:ed)? ?up|registered|first|joined|began|activat|insert|added|enrol|onboard|anlage|angelegt|erstellt"
    r"|registriert|inscri|cadastr|(?<![a-z])alta(?![a-z])|登録|作成|注册|创建",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"(?<![a-z])(?:registration|subscription|subscribed|purchased?|order(?:ed)?) (?:at|on|date|time|timestamp|day)$",
    re.IGNORECASE,
)
"""Wider words, which need a word for a time beside them."""
_GRANT = re.compile(
    r"(?<![a-z])(?:credits?|balances?|quotas?|seats?|units?|grant(?:s|ed)?|allowances?|bonus(?:es)?|points?"
    r"|entitle(?:d|ments?)|remaining|licen[cs]es|usages?|meter(?:s|ed|ing)?|charge[sd]?|invoice[sd]?|ledgers?|bookings?"
    r"|booked|outbox(?:es)?|welcome[sd]?|provision(?:s|ed|ing)?)(?![a-z])|(?<![a-z])subscriptions?$",
    re.IGNORECASE,
)
"""Words in names of what has value or costs money: they match `seatUnits`, but not the `unit` in `community`."""
_LEFT = re.compile(r"(?<![a-z])(?:minutes|hours|days|limits?|left)(?![a-z])", re.IGNORECASE)
_GONE = re.compile(
    r"(?<![a-z])(?:since|ago|old|age|elapsed|passed|spent|used|idle|expir\w*|rate)(?![a-z])", re.IGNORECASE
)
"""Words in names of values that grow by themselves, or say how long a link is valid."""
_FREE_UNTIL = re.compile(r"(?<![a-z])(?:trial .*(?:end|until|expir)|free until)", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")
_MAILS = re.compile(r"(?<![a-z])e?mail(?:s|(?= (?:sent|count|queued)))(?![a-z])", re.IGNORECASE)
_VISITS = re.compile(
    r"visit|seen|log|session|event|histor|audit|access|resolv|request|view|attempt|check|sync", re.IGNORECASE
)
_MOMENT = re.compile(r"(?:_at|At|_on|On|time|Time|date|Date|stamp)$")
_MOVES = re.compile(
    r"(?<![a-z])(?:last|latest|updated?|check(?:s|ed)?|seen|refreshed|visit(?:s|ed)?|view(?:s|ed)?|links?|keys?|tokens?"
    r"|sessions?|attempts?|sync(?:s|ed)?|times|requests?|logins?)(?![a-z])",
    re.IGNORECASE,
)
"""Words in names of values that may change with every visit."""
_ALSO_MOVES = re.compile(
    r"(?<![a-z])(?:recent(?:ly)?|modif\w*|chang\w*|touch\w*|access\w*|sav(?:ed|es)|edit\w*|resolv\w*|fetch\w*|heartbeats?"
    r"|activity|current|now|next|renew\w*|ttl|expir\w*|until|valid\w*|due|ends?|mtime|lock\w*|leases?|used|sent|version"
    r"|rev(?:ision)?|etag|geändert|aktualisiert|letzte\w*|zuletzt)(?![a-z])",
    re.IGNORECASE,
)
"""More such words, in names of times."""
_STATUS = re.compile(
    r"(?:(?:is|account|subscription|customer|tenant|agreement|license|billing) )*"
    r"(?:status|state|active|enabled|disabled|plan|tier)",
    re.IGNORECASE,
)
"""Names of an account's state, but not of the result of a call to AWS, such as `resolve_status`."""
_UNDER_WAY = re.compile(
    r"pend|provision|creat|\bnew\b|queue|starting|progress|process|set.?up|setting|init|wait|prepar", re.IGNORECASE
)
"""A state with such a word changes by itself, when a worker is done."""
_FALLEN = re.compile(
    r"(?<![a-z])(?:suspend|cancel|inactive|deactiv|disab|block|lock|expir|fail|delet|clos|reject|terminat|revok|unsubscrib"
    r"|invalid|error|pend|free|none|off(?![a-z]))",
    re.IGNORECASE,
)
"""Words for a bad state; other changes may be for the better."""
_WRAPPER = re.compile(r"\$\w+|S|N|BOOL|M|L|_?seconds|_?nanos(?:econds)?|(?:string|timestamp|integer|map)Value|fields")
_OF_SOMETHING = {"total", "amount", "value", "count", "n", "number", "quantity", "sum", "ends_at", "endsat", "until"}
_DIGITS_OF_A_DATE = 5
_A_TIME = 1_000_000_000
"""Seconds since 1970: a number of this size is a time, not a grant."""


@dataclass(frozen=True)
class Change:
    """The change of a value of an entry; `was` is None if the value is new, and `now` if it is gone.

    `inside` is the name of what contains the value; `noted` says that it belongs to a record of a visit or a call to AWS.
    """

    name: str
    was: Any
    now: Any
    inside: str = ""
    noted: bool = False

    @property
    def words(self) -> str:
        """The words of its name; for a vague name, such as `total`, also those of `inside`."""
        whole = self.name.lower() in _OF_SOMETHING or "trial" in self.inside.lower()
        return plain(f"{self.inside} {self.name}" if whole else self.name)

    def __str__(self) -> str:
        return f"{self.name} {self.became}"

    @property
    def became(self) -> str:
        """What the value was, and what it is, in words."""
        return f"was {short(repr(self.was), 60)} and is {short(repr(self.now), 60)}"

    @property
    def lost(self) -> bool:
        """The value is gone."""
        return self.was not in (None, "", [], {}) and self.now in (None, "", [], {})

    @property
    def passing(self) -> bool:
        """The value belongs to a visit, such as a session or a link, and not to the account."""
        return self.noted or bool(_MOVES.search(plain(self.name)))

    @property
    def set_back(self) -> bool:
        """An account in a good state is in a bad one now, or was switched off."""
        words = plain(self.name).lower()
        if self.noted or not _STATUS.fullmatch(words):
            return False
        if isinstance(self.was, str):
            return not _UNDER_WAY.search(self.was) and bool(_FALLEN.search(str(self.now)))
        return bool(self.was) != bool(self.now) == words.endswith("disabled")

    def undoes(self, earlier: Change) -> bool:
        """The change undoes an earlier one."""
        return (self.name, self.was, self.now) == (earlier.name, earlier.now, earlier.was)

    @property
    def other_id(self) -> bool:
        """The entry's id changed."""
        return self.was is not None and not self.noted and bool(_ID.fullmatch(self.name))

    @property
    def created_again(self) -> bool:
        """The creation time changed; times that may change with every visit do not count."""
        times = _is_time(self.was) and _is_time(self.now)
        return (
            times and not self.passing and bool(_CREATED.search(plain(self.name)) or _BOUGHT.search(plain(self.name)))
        )

    @property
    def timed_anew(self) -> bool:
        """A time of this day became another one, and its name does not say whether that is the time of the last visit."""
        known = self.passing or _ALSO_MOVES.search(plain(self.name))
        return not known and is_about_now(self.was) and is_about_now(self.now)

    @property
    def prolonged(self) -> bool:
        """The end of a trial, or of something free, is later now."""
        moves = self.noted or _MOVES.search(self.words)
        if not _FREE_UNTIL.search(self.words) or moves or type(self.was) is not type(self.now):
            return False
        return bool(_is_time(self.was) and _is_time(self.now) and self.was < self.now)

    @property
    def granted(self) -> bool:
        """A number of something that has value or costs money has grown."""
        was, now, words = _number(self.was), _number(self.now), self.words
        if was is None or now is None or self.noted or _MOMENT.search(self.name) or _MOVES.search(words):
            return False
        worth = _worth(words) or (_LEFT.search(words) and not _GONE.search(words))
        return bool(worth) and was < now < _A_TIME


def grant(before: Entry, after: Entry) -> str | None:
    """Return a text about a number or a list that has grown and that has value or costs money; lists of visits do not count."""
    was, now = dict(list_paths(before.value)), dict(list_paths(after.value))
    for path, values in now.items():
        more = values[len(was.get(path, values)) :]
        inside = dict(leaf_paths(more))
        names = [*map(str, path), *map(leaf_name, inside)]
        mails = not _only_addresses(inside.values())
        if more and any(_worth(each, mails=mails) for each in names) and not any(map(_VISITS.search, labels(path))):
            return f"{'.'.join(map(str, path))} has {short(json.dumps(more), 60)} more"
    return next((str(change) for change in changes(before, after) if change.granted), None)


def _worth(name: str, *, mails: bool = True) -> bool:
    """Return whether a name is of something that has value or costs money, or of `mails`."""
    words = plain(name)
    return bool(_GRANT.search(words) or (mails and _MAILS.search(words)))


def _number(value: Any) -> float | None:
    """Read a number, also one that is written as text, as DynamoDB does; None if it is not a number."""
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _is_time(value: Any) -> bool:
    """Return whether a value may be a time: seconds, or a smaller unit, since 1970, or a text with the digits of a date."""
    if isinstance(value, str):
        return sum(each.isdigit() for each in value) >= _DIGITS_OF_A_DATE
    return isinstance(value, int | float) and value >= _A_TIME


def _only_addresses(values: Iterable[Any]) -> bool:
    texts = [each for each in values if isinstance(each, str)]
    return bool(texts) and all("@" in each for each in texts)


def changes(before: Entry, after: Entry) -> list[Change]:
    """Compare two states of one entry, value by value."""
    return [_change(path, was, now) for path, (was, now) in moved(before, after).items()]


def _change(path: Path, was: Any, now: Any) -> Change:
    *outer, name = _telling(labels(path)) or ("",)
    noted = any(_VISITS.search(each) or _MOVES.search(plain(each)) for each in outer)
    return Change(name, was, now, outer[-1] if outer else "", noted)


def _telling(names: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out names that only say how a database writes a value, such as DynamoDB's `S` and MongoDB's `$date`."""
    return tuple(each for each in names if not _WRAPPER.fullmatch(each)) or names


def harm(before: Entry, after: Entry) -> Change | None:
    """Return the first value that was lost or set back, or None."""
    return next((change for change in changes(before, after) if change.lost or change.set_back), None)
