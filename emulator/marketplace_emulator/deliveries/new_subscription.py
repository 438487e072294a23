"""A subscription as a user writes it: its kind and target, what it takes, and the settings of its kind."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from marketplace_emulator.deliveries.kind import kinds
from marketplace_emulator.nearest import meant
from marketplace_emulator.store.problems import Conflict


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Where events go. Without `product_code` and `types` the subscription takes all that its kind takes.

    The id is derived from the name, or made up.
    """

    target: Annotated[
        str, Meta(min_length=1, max_length=2000, description="a URL, or the ARN of a queue, topic or bus")
    ]
    kind: Annotated[str, Meta(description="the name of a kind, such as http or sqs")] = "http"
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    product_code: str | None = None
    types: Annotated[list[str], Meta(min_length=1, description="such as subscribe-success")] | None = None


OWN = msgspec.structs.fields(Wanted)


def _fields() -> list[tuple[str, Any, Any]]:
    """Return the members of all kinds; two kinds that share a member's name agree about its type."""
    found: dict[str, Any] = {each.name: each.type for each in OWN}
    whose = dict.fromkeys(found, "new_subscription.Wanted")
    fields = []
    for name, kind in kinds().items():
        for each in msgspec.structs.fields(kind.Settings):
            if found.setdefault(each.name, each.type) != each.type:
                raise ImportError(
                    f"{each.name} of the kind {name} and of {whose[each.name]} have different types; rename one"
                )
            if whose.setdefault(each.name, name) == name:
                fields.append((each.name, each.type | msgspec.UnsetType, UNSET))
    return fields


NewSubscription: Any = msgspec.defstruct(
    "NewSubscription",
    _fields(),
    bases=(Wanted,),
    kw_only=True,
    frozen=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    module=__name__,
    namespace={"__doc__": Wanted.__doc__},
)


def id_of(name: str) -> str:
    """Derive the id of a subscription from its name."""
    return f"sub-{uuid.uuid5(uuid.NAMESPACE_OID, name).hex[:12]}"


def settings_of(wanted: Any) -> msgspec.Struct:
    """Return the settings for the kind of a new subscription, or raise Conflict for what this kind does not have."""
    if wanted.kind not in kinds():
        raise Conflict(f"{wanted.kind!r} is not a kind of subscription; {meant(wanted.kind, kinds())}")
    kind = kinds()[wanted.kind]
    known = [each.name for each in msgspec.structs.fields(kind.Settings)]
    own = {each.name for each in OWN}
    given = {
        name: value for name, value in msgspec.structs.asdict(wanted).items() if name not in own and value is not UNSET
    }
    for name in given:
        if name not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise Conflict(f"{name} is not a setting of the kind {wanted.kind}; {has}")
    return msgspec.convert(given, kind.Settings)
