"""The words that steer an emulator, the same in process and from afar: each is a call of the control API."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Unpack
from urllib.parse import quote, urlencode

import msgspec

from marketplace_emulator.exchange_filter import ExchangeFilter


class Refused(ValueError):
    """The emulator refused a call; the text says what was given, what was expected, and the next step."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__(
            problem.get("detail") or problem.get("reason") or problem.get("title") or "the emulator refused"
        )
        self.problem = dict(problem)
        self.status = int(problem.get("status", 0))


LARGEST_PAGE = 1000
"""The items that a page of a listing holds at the most."""


def no_emulator(url: str) -> Refused:
    """Say that another program answers at a URL."""
    return Refused(
        {"detail": f"what answers at {url} is no emulator; give the URL that `marketplace-emulator serve` prints"}
    )


class NotAsExpected(AssertionError):
    """The journal is not as expected; the text lists the nearest exchanges and why each is not what was expected."""

    def __init__(self, verified: Mapping[str, Any]) -> None:
        super().__init__(verified["detail"])
        self.count: int = verified["count"]
        self.nearest: list[dict[str, Any]] = verified["nearest"]


class Steering(ABC):
    """What a user holds: the world's nouns, its clock, faults and readings. Times and lengths are as in the commands."""

    @abstractmethod
    def request(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API at a path below /_emulator; raise Refused with its problem."""

    @property
    def clock(self) -> Clock:
        """The emulator's clock."""
        return Clock(self)

    def health(self) -> dict[str, Any]:
        """Tell its version, its store and what that holds; raise Refused with the reason where it is not ready."""
        told: dict[str, Any] = self.request("GET", "/health")
        return told

    def products(self) -> list[dict[str, Any]]:
        """List the products."""
        return self._items("/products")

    def create_product(self, name: str, **fields: Any) -> dict[str, Any]:
        """Add a product; `generation`, `product_code`, `product_id`, `seller_account` may be given."""
        return self._made("/products", name=name, **fields)

    def buyers(self) -> list[dict[str, Any]]:
        """List the buyers."""
        return self._items("/buyers")

    def create_buyer(self, name: str, **fields: Any) -> dict[str, Any]:
        """Add a buyer; `customer_aws_account_id` and `customer_identifier` may be given."""
        return self._made("/buyers", name=name, **fields)

    def agreements(self, **filters: Any) -> list[dict[str, Any]]:
        """List the agreements, of a `product_code`, `customer_aws_account_id` or `status`, at most `limit`, if given."""
        return self._items("/agreements", **filters)

    def create_agreement(self, *, product_code: str, customer_aws_account_id: str, **fields: Any) -> dict[str, Any]:
        """Make an agreement; `name`, `start_time`, `end_time`, `free_trial` and identifiers may be given."""
        return self._made(
            "/agreements", product_code=product_code, customer_aws_account_id=customer_aws_account_id, **fields
        )

    def create_agreements(self, count: int, **fields: Any) -> dict[str, Any]:
        """Make many agreements at once, each with a token and a buyer of its own; tell how many, and their cursors.

        `product_code`, `customer_aws_account_id`, `name`, `tokens` and `expires_in` may be given.
        """
        return self._made("/agreements/bulk", count=count, **fields)

    def cancel_agreement(self, agreement_id: str, status: str = "CANCELLED") -> dict[str, Any]:
        """End an agreement now."""
        return self._made(f"/agreements/{_segment(agreement_id)}/cancel", status=status)

    def tokens(self, **filters: Any) -> list[dict[str, Any]]:
        """List the tokens, in full; those of an `agreement_id`, and at most `limit`, if given."""
        return self._items("/tokens", **{"full": True, **filters})

    def mint_token(self, agreement_id: str | None = None, **fields: Any) -> str:
        """Mint a registration token for an agreement, the world's first active one if none is named.

        `product_code` with `customer_aws_account_id` names it too; `expires_in` and `token` may be given.
        """
        token: str = self._mint(agreement_id, fields)["token"]
        return token

    def registration_form(self, agreement_id: str | None = None, **fields: Any) -> dict[str, str]:
        """Mint a token and give the exact form fields with which a buyer's browser posts it."""
        form: dict[str, str] = self._mint(agreement_id, fields)["form"]
        return form

    def faults(self) -> list[dict[str, Any]]:
        """List the fault rules."""
        return self._items("/faults")

    def add_fault(self, **rule: Any) -> dict[str, Any]:
        """Add a fault rule, e.g. `operation="ResolveCustomer", error="ThrottlingException", times=2`."""
        return self._made("/faults", **rule)

    def clear_faults(self, fault_id: str | None = None) -> None:
        """Take a fault rule away, or all of them."""
        self.request("DELETE", "/faults" if fault_id is None else f"/faults/{_segment(fault_id)}")

    def readings(self) -> dict[str, str]:
        """Give the readings in force."""
        return {each["name"]: each["value"] for each in self.request("GET", "/readings")["items"]}

    def set_readings(self, **readings: str) -> dict[str, str]:
        """Set readings, e.g. `second_resolve="expired"`."""
        return {each["name"]: each["value"] for each in self.request("PUT", "/readings", readings)["items"]}

    def exchanges(
        self, *, limit: int | None = None, cursor: int = 0, full: bool = True, **wanted: Unpack[ExchangeFilter]
    ) -> list[dict[str, Any]]:
        """List the exchanges with AWS that a filter lets through, the oldest first: at most `limit`, after the one numbered `cursor`.

        Tokens are in `full` unless that is False. `since` is a time, or the request id of the exchange before the first.
        ExpiredTokenException is 400 for an expired token and 403 for expired credentials.
        """
        return self._items("/exchanges", limit=limit, cursor=cursor, full=full, **wanted)

    def verify(
        self,
        operation: str | None = None,
        /,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
        none_after: str | float | datetime | None = None,
        **wanted: Unpack[ExchangeFilter],
    ) -> int:
        """Return how many exchanges a filter lets through; raise NotAsExpected with the nearest ones if not as expected.

        At least one is expected, where neither a number nor `none_after` is given: a time, or the request id of an
        exchange after which none may come.
        """
        expected = {"at_least": at_least, "at_most": at_most, "none_after": none_after, **wanted}
        if operation is not None:
            expected["operation"] = operation
        verified = self._made("/exchanges/verify", **{name: _written(value) for name, value in expected.items()})
        if not verified["holds"]:
            raise NotAsExpected(verified)
        count: int = verified["count"]
        return count

    def snapshots(self) -> list[str]:
        """List the names under which a state is kept."""
        return [each["name"] for each in self.request("GET", "/snapshots")["items"]]

    def snapshot(self, name: str) -> None:
        """Keep the whole state under a name; the journal is not part of it."""
        self._made("/snapshots", name=name)

    def restore(self, name: str) -> None:
        """Bring the state back that was kept under a name."""
        self._made(f"/snapshots/{_segment(name)}/restore")

    def forget_snapshot(self, name: str) -> None:
        """Forget a snapshot."""
        self.request("DELETE", f"/snapshots/{_segment(name)}")

    def reset(self, only: str | Iterable[str] | None = None) -> None:
        """Forget everything that happened and bring the fixtures back, or only that of some nouns: "tokens,faults"."""
        nouns = only if only is None or isinstance(only, str) else ",".join(only)
        self.request("POST", "/reset" if nouns is None else f"/reset?{urlencode({'only': nouns})}")

    def _mint(self, agreement_id: str | None, fields: dict[str, Any]) -> dict[str, Any]:
        return self._made("/tokens", **({} if agreement_id is None else {"agreement_id": agreement_id}), **fields)

    def _made(self, path: str, **fields: Any) -> dict[str, Any]:
        made: dict[str, Any] = self.request("POST", path, fields)
        return made

    def _items(self, path: str, *, limit: int | None = None, **filters: Any) -> list[dict[str, Any]]:
        wanted = {name: _written(value) for name, value in filters.items() if value is not None}
        items: list[dict[str, Any]] = []
        while True:
            if limit is not None:
                wanted["limit"] = min(limit - len(items), LARGEST_PAGE)
            page = self.request("GET", f"{path}?{urlencode(wanted)}" if wanted else path)
            items += page["items"]
            if page.get("next") is None or len(items) == limit:
                return items
            wanted["cursor"] = page["next"]


class Clock:
    """The emulator's clock, read and moved."""

    def __init__(self, steering: Steering) -> None:
        self._steering = steering

    def now(self) -> datetime:
        """Tell the emulator's time."""
        return datetime.fromisoformat(self._steering.request("GET", "/clock")["now"])

    def advance(self, by: str | float) -> None:
        """Move it forward, by `5h` or by seconds; back where negative."""
        self._steering.request("POST", "/clock/advance", {"by": by})

    def set(self, to: str | float | datetime, *, frozen: bool | None = None) -> None:
        """Set it to ISO 8601, `now+4h`, epoch seconds or a datetime; `frozen` stops it there, or lets it run on."""
        self._steering.request("PUT", "/clock", {"now": to, "frozen": frozen})

    def freeze(self) -> None:
        """Stop it where it is."""
        self._steering.request("POST", "/clock/freeze")

    def resume(self) -> None:
        """Let it run on."""
        self._steering.request("POST", "/clock/resume")


def _segment(name: str) -> str:
    if name in ("", ".", ".."):  # which would be another path
        raise Refused({"detail": f"{name!r} cannot be a name; give the name or id of one that is listed"})
    return quote(name, safe="")


def _written(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else value


def answered(status: int, body: bytes, url: str = "the control API's URL") -> Any:
    """Read an answer of the control API, or raise Refused; it is an object, and nothing with 204."""
    if status == 204:
        return None
    try:
        content = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        raise no_emulator(url) from None
    if status < 400:
        return content
    if "detail" in content or "reason" in content:
        raise Refused(content)
    raise no_emulator(url)
