"""Python methods for subscriptions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

from marketplace_emulator.steering.refused import Refused
from marketplace_emulator.steering.steers import Steers, segment

if TYPE_CHECKING:
    from marketplace_emulator.control.subscriptions import Subscription

Function = Callable[[Any], object] | Callable[[Any, Any], object]
"""A function that is called with each message, decoded from JSON; a Lambda function, with its event and context."""


class SubscriptionFields(TypedDict, total=False):
    """Optional fields of a new subscription: what it takes (default: all), and the settings of its kind.

    `headers` are for http; `raw` and `signature_version` for sns_http and sqs; `endpoint_url`, `access_key_id` and `source`
    for sqs, sns and eventbridge. `trigger` is for a Lambda function of this process: what calls it.
    """

    name: str | None
    product_code: str | None
    types: Sequence[str] | None
    headers: Mapping[str, str] | None
    raw: bool | None
    signature_version: Literal["1", "2"] | None
    endpoint_url: str | None
    access_key_id: str | None
    source: str | None
    trigger: Literal["eventbridge", "sqs", "sns"] | None


class SteersSubscriptions(Steers):
    """Lists, adds and removes subscriptions."""

    def subscriptions(self) -> list[Subscription]:
        """List the subscriptions; secrets in their settings are shortened."""
        return self._items("/subscriptions")

    def subscribe(
        self, to: str | Function, *, kind: str | None = None, **fields: Unpack[SubscriptionFields]
    ) -> Subscription:
        """Send events from now on to a URL or an ARN, or call a function of this process with each message.

        The kind is `http` unless it is given. With a `trigger`, the function is called as AWS Lambda calls a handler.
        """
        more: dict[str, Any] = {**fields}
        if isinstance(to, str):
            target, kind = to, kind or "http"
        elif kind not in (None, "function"):
            raise Refused({"detail": f"kind is {kind!r}, but the target is a function; leave kind out, or give a URL"})
        else:
            _check_arguments(to, fields.get("trigger"))
            target, kind = getattr(to, "__qualname__", repr(to)), "function"
            more["function"] = self._register(to)
        added: Subscription = self._post("/subscriptions", kind=kind, target=target, **more)
        return added

    def unsubscribe(self, subscription_id: str | None = None) -> None:
        """Remove a subscription, or all of them, and what is on its way to them."""
        path = "/subscriptions" if subscription_id is None else f"/subscriptions/{segment(subscription_id)}"
        self.request("DELETE", path)

    def _register(self, function: Function) -> str:
        """Return the key of a function of this process; only an emulator in this process can call it."""
        raise Refused(
            {
                "detail": f"the emulator is in another process and cannot call {function!r}; give the URL of an endpoint, or "
                "use Marketplace() in this process"
            }
        )


def _check_arguments(function: Function, trigger: str | None) -> None:
    """Raise Refused for a function that cannot be called with what it gets."""
    try:
        takes = inspect.signature(function)
    except ValueError:  # of some functions written in C
        return
    given = ("message",) if trigger is None else ("event", "context")
    try:
        takes.bind(*given)
    except TypeError:
        advice = (
            "of a Lambda function give the trigger, which is eventbridge, sqs or sns"
            if trigger is None
            else "leave the trigger out for a function that takes the message alone"
        )
        raise Refused(
            {"detail": f"{function!r} takes {takes}, but is called with ({', '.join(given)}); {advice}"}
        ) from None
