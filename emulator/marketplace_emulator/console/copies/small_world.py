"""A fixture file with what a request is about, as it was when the request came, in times from then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from marketplace_emulator import duration, seeding
from marketplace_emulator import readings as known_readings
from marketplace_emulator.console.copies.copied import Copied
from marketplace_emulator.control import products as control
from marketplace_emulator.store import Row, Store, agreements, buyers, entitlements, faults, products, tokens
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.world import DEFAULT_SELLER

_BUYER = ("name", "customer_aws_account_id", "customer_identifier")
_COUNTS = ("on_call", "times", "probability", "seed", "until")
"""Members of a fault's rule that choose among several calls; a test makes one."""


def write(copied: Copied) -> tuple[str, list[str]]:
    """Return the file's text, and sentences that say what is not in it."""
    store, about = copied.world.store, copied.exchange["about"]
    at = duration.moment(copied.exchange["at"], 0)
    found = [*_rows(store, agreements.FIND, "agreement_id", about.get("agreement_id", ()))]
    codes = [*about.get("product_code", ()), *(each["product_code"] for each in found)]
    accounts = [*about.get("customer_aws_account_id", ()), *(each["customer_aws_account_id"] for each in found)]
    words = seeding.words()
    minted = [each for each in about.get("token", ()) if each not in words]
    sold = [_product(copied, each) for each in _rows(store, products.FIND, "product_code", codes)]
    file = {
        "products": sold,
        "buyers": [
            {name: each[name] for name in _BUYER} | ({"suspended": True} if each["suspended"] else {})
            for each in _rows(store, buyers.FIND, "customer_aws_account_id", accounts)
        ],
        "agreements": [_agreement(copied, each, at) for each in found],
        "tokens": [_token(each, at) for each in _rows(store, tokens.FIND, "token", minted)],
        "credentials": _credentials(copied, sold[0]["seller_account"] if sold else DEFAULT_SELLER),
    }
    kept = {name: each for name, each in file.items() if each} or {"products": []}
    written = yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=200)
    missing = ["Usage that was sent before is not in its world."] if "dimension" in about else []
    return written, missing


def _rows(store: Store, find: Prepared, noun: str, identifiers: Any) -> Iterator[Row]:
    for each in dict.fromkeys(identifiers):
        row = store.row(find, **{noun: each})
        if row is not None:
            yield dict(row)


def _product(copied: Copied, row: Row) -> dict[str, Any]:
    shown = control.show_product(copied.world, row["product_code"])
    sold = [{name: each for name, each in one.items() if each} for one in shown["dimensions"]]
    return {name: each for name, each in {**shown, "dimensions": sold}.items() if each}


def _agreement(copied: Copied, row: Row, at: float) -> dict[str, Any]:
    """Write an agreement as it was: what changed later is not, but for its terms."""
    has_ended = row["status"] != "ACTIVE" and row["last_update_time"] <= at
    written = {
        "name": row["name"],
        "product": row["product_code"],
        "buyer": row["customer_aws_account_id"],
        "agreement_id": row["agreement_id"],
        "license_arn": row["license_arn"],
        "offer_id": row["offer_id"],
        "start_time": _from(at, row["start_time"]),
        "entitlements": {
            each["dimension"]: each["value"]
            for each in entitlements.of_agreement(copied.world.store, row["agreement_id"])
        },
    }
    written |= {name: True for name in ("free_trial", "auto_renew") if row[name]}
    if row["end_time"] < duration.NEVER and (has_ended or row["status"] == "ACTIVE"):
        written["end_time"] = _from(at, row["end_time"])
    if row["free_trial_ends_at"] is not None and row["free_trial_ends_at"] > at:
        written["free_trial_ends_at"] = _from(at, row["free_trial_ends_at"])
    if has_ended:
        written["status"] = row["status"]
    if row["payment_failed"]:
        written["payment"] = "fails"
    return written


def _token(row: Row, at: float) -> dict[str, Any]:
    written = {"token": row["token"], "agreement": row["agreement_id"], "issued_at": _from(at, row["issued_at"])}
    return written if row["expires_at"] is None else {**written, "expires_at": _from(at, row["expires_at"])}


def _credentials(copied: Copied, seller: str) -> list[dict[str, Any]]:
    """Write the access key, unless it is the usual one of the seller, to whom all unknown keys belong."""
    key, secret = copied.key
    known, account = copied.world.credentials.get(key), copied.exchange["account"]
    if known is not None and not copied.is_usual_key:
        return [{name: each for name, each in msgspec.structs.asdict(known).items() if each}]
    if account in (None, seller):
        return []
    return [{"access_key_id": key, "secret_access_key": secret, "account": account}]


def _from(now: float, at: float) -> str:
    """Write a time as fixture files do, from when the file is planted."""
    seconds = round(at - now, 3)
    return "now" if not seconds else f"now{'+' if seconds > 0 else '-'}{abs(seconds):.3f}".rstrip("0").rstrip(".") + "s"


def readings(copied: Copied) -> dict[str, str]:
    """Return the readings that decided otherwise than by default."""
    decided = copied.exchange["readings"]
    return {name: each for name, each in decided.items() if known_readings.DEFAULTS.get(name) != each}


def rules(copied: Copied) -> Iterator[dict[str, Any]]:
    """Yield the rules of the faults that decided and are still there, without what chooses among several calls."""
    for each in copied.exchange["fault"]:
        row = copied.world.store.row(faults.FIND, fault_id=each)
        if row is not None:
            rule = msgspec.json.decode(row["rule"])
            yield {name: value for name, value in rule.items() if name not in _COUNTS}
