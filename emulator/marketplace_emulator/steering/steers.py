"""The base of the Python methods: calls of the control API, and its paged listings as one list."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from marketplace_emulator.steering.refused import Refused

LARGEST_PAGE = 1000
"""The most items on one page of a listing."""
ALL = 2**53
"""A limit that no listing reaches, so that each of its pages is a large one."""

Time = str | float | datetime
"""ISO 8601, `now+4h`, epoch seconds or a datetime."""
Length = str | float
"""A length of time: `5h`, `90s`, or seconds."""


class Steers(ABC):
    """A part of the Python methods; an argument that is None is not sent."""

    @abstractmethod
    def request(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API at a path below /_emulator and return its answer; raise Refused if it refuses."""

    def _post(self, path: str, **fields: object) -> Any:
        return self.request("POST", path, {name: value for name, value in fields.items() if value is not None})

    def _items(self, path: str, *, limit: int | None = None, **filters: object) -> list[Any]:
        return [item for page in self.pages(path, limit=limit, **filters) for item in page["items"]]

    def pages(self, path: str, *, limit: int | None = None, **filters: object) -> Iterator[Any]:
        """Yield the pages of a listing of the control API, together at most `limit` items."""
        wanted = {name: _written(value) for name, value in filters.items() if value is not None}
        count = 0
        while True:
            if limit is not None:
                wanted["limit"] = min(limit - count, LARGEST_PAGE)
            page = self.request("GET", f"{path}?{urlencode(wanted)}" if wanted else path)
            yield page
            count += len(page["items"])
            if page.get("next") is None or count == limit:
                return
            wanted["cursor"] = page["next"]


def segment(name: str) -> str:
    """Return a name or an id as a segment of a path; raise Refused if it would lead to another path."""
    if name in ("", ".", ".."):
        raise Refused({"detail": f"{name!r} cannot be a name; give the name or id of one that is listed"})
    return quote(name, safe="")


def written(body: object) -> bytes:
    """Write the arguments of a call as JSON; raise Refused with the one that cannot be written."""
    if body is None:
        return b""
    for name, value in body.items() if isinstance(body, Mapping) else [("the argument", body)]:
        try:
            msgspec.json.encode(value)
        except (TypeError, ValueError, RecursionError):
            raise Refused(
                {"detail": f"{name} is {value!r}; expected a value that JSON has, such as text or a number"}
            ) from None
    return msgspec.json.encode(body)


def _written(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else value
