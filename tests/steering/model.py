"""A model of the emulator in plain Python, written from the documents; the emulator must agree with it at each step."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

SELLER = "111122223333"
LIFETIMES = {"4h": 14400, "1h": 3600, "30m": 1800}
LAYERS = ("latency", "hang", "drop", "truncate", "malformed", "extra_members", "expired_credentials", "error")
DEPENDENTS = {"products": ("agreements", "tokens"), "buyers": ("agreements", "tokens"), "agreements": ("tokens",)}
NOUNS = ("products", "buyers", "agreements", "tokens", "faults", "readings")


class Unacceptable(Exception):
    """The call must be refused."""


@dataclass
class State:
    """The content of a snapshot; times are in seconds."""

    now: float
    products: list[Row] = field(default_factory=list)
    buyers: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    tokens: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)


class Model:
    """A state, its snapshots, and the fixtures it started from, whose times are relative to their planting."""

    def __init__(self, planted: State) -> None:
        self.fixtures = copy.deepcopy(planted)
        self.planted_at = planted.now
        self.state = planted
        self.snapshots: dict[str, State] = {}
        self.faults_made = max(int(each["fault_id"].removeprefix("fault-")) for each in planted.faults)

    def create_product(self, product: Row) -> None:
        """Add a product; refuse a code that is taken."""
        if any(each["product_code"] == product["product_code"] for each in self.state.products):
            raise Unacceptable
        self.state.products.append(product)

    def set_fulfillment_url(self, product_code: str, url: str | None) -> Row:
        """Set a product's fulfillment URL; return the product."""
        product = next((each for each in self.state.products if each["product_code"] == product_code), None)
        if product is None:
            raise Unacceptable
        product["fulfillment_url"] = url
        return product

    def create_buyer(self, buyer: Row) -> None:
        """Add a buyer; refuse an account that is taken."""
        if any(each["customer_aws_account_id"] == buyer["customer_aws_account_id"] for each in self.state.buyers):
            raise Unacceptable
        self.state.buyers.append(buyer)

    def suspend(self, account: str, suspended: bool) -> Row:
        """Suspend a buyer's account or restore it; return the buyer."""
        buyer = next((each for each in self.state.buyers if each["customer_aws_account_id"] == account), None)
        if buyer is None:
            raise Unacceptable
        buyer["suspended"] = suspended
        return buyer

    def may_agree(self, product_code: str, account: str) -> None:
        """Refuse a buyer's second active agreement to a legacy product."""
        product = next(each for each in self.state.products if each["product_code"] == product_code)
        if product["generation"] == "legacy" and any(
            (each["product_code"], each["customer_aws_account_id"], each["status"]) == (product_code, account, "ACTIVE")
            for each in self.state.agreements
        ):
            raise Unacceptable

    def cancel(self, agreement_id: str) -> None:
        """End an active agreement."""
        agreement = next((each for each in self.state.agreements if each["agreement_id"] == agreement_id), None)
        if agreement is None or agreement["status"] != "ACTIVE":
            raise Unacceptable
        agreement.update(status="CANCELLED", end_time=self.state.now)

    def mint(self, token: str, agreement_id: str | None, expires_in: float | None) -> None:
        """Add a token of an existing agreement; of the first active one if none is given."""
        active = [each["agreement_id"] for each in self.state.agreements if each["status"] == "ACTIVE"]
        if agreement_id is None and active:
            agreement_id = active[0]
        if agreement_id not in [each["agreement_id"] for each in self.state.agreements]:
            raise Unacceptable
        if token in [each["token"] for each in self.state.tokens]:
            raise Unacceptable
        now = self.state.now
        expires_at = None if expires_in is None else now + expires_in
        row = {"token": token, "agreement_id": agreement_id, "issued_at": now, "expires_at": expires_at, "used": False}
        self.state.tokens.append(row)

    def add_fault(self, rule: Row, until: float | None) -> str:
        """Add a rule with a number that no rule has had before."""
        row = {"fault_id": self._fault_id(), "rule": rule, "until": until, "seen": 0, "applied": 0}
        self.state.faults.append(row)
        return str(row["fault_id"])

    def _fault_id(self) -> str:
        self.faults_made += 1
        return f"fault-{self.faults_made}"

    def clear_fault(self, fault_id: str) -> None:
        """Remove an existing rule."""
        kept = [each for each in self.state.faults if each["fault_id"] != fault_id]
        if len(kept) == len(self.state.faults):
            raise Unacceptable
        self.state.faults = kept

    def snapshot(self, name: str) -> None:
        """Save the state."""
        self.snapshots[name] = copy.deepcopy(self.state)

    def restore(self, name: str) -> None:
        """Restore a state."""
        if name not in self.snapshots:
            raise Unacceptable
        self.state = copy.deepcopy(self.snapshots[name])

    def reset(self, only: set[str]) -> None:
        """Plant the fixtures of some nouns, and of everything that refers to them, at the present time."""
        nouns = only | {other for noun in only for other in DEPENDENTS.get(noun, ())}
        fresh, moved = copy.deepcopy(self.fixtures), self.state.now - self.planted_at
        for row in fresh.tokens:
            row["issued_at"] += moved
        if "faults" in nouns:
            fresh.faults = [{**each, "fault_id": self._fault_id()} for each in fresh.faults]
        for noun in nouns:
            setattr(self.state, noun, getattr(fresh, noun))

    def resolve(self, token: str) -> tuple[str, Row]:
        """Answer ResolveCustomer: the outcome as boto3 reports it, and the members of the result."""
        taken = self._faults(token)
        if "hang" in taken:
            return "ReadTimeoutError", {}
        if taken.get("drop", {}).get("drop") == "before":
            return "ConnectionClosedError", {}
        if "expired_credentials" in taken:
            outcome, members = "ExpiredTokenException", {}
        elif "error" in taken:
            error = taken["error"]["error"]
            outcome, members = "ExpiredTokenException" if error == "ExpiredCredentials" else error, {}
        else:
            outcome, members = self._work(token)
        if "drop" in taken:
            return "ConnectionClosedError", {}
        if taken.get("malformed", {}).get("malformed") == "empty":
            return ("ok" if outcome == "ok" else "no code"), {}
        return outcome, members

    def _faults(self, token: str) -> dict[str, Row]:
        taken: dict[str, Row] = {}
        ended = False
        for kind in LAYERS:
            for row in [each for each in self.state.faults if kind in each["rule"] and self._concerns(each, token)]:
                rule = row["rule"]
                row["seen"] += 1
                if (
                    ended
                    or kind in taken
                    or rule.get("on_call", row["seen"]) != row["seen"]
                    or row["applied"] >= rule.get("times", row["applied"] + 1)
                    or rule.get("probability") == 0
                ):
                    continue
                row["applied"] += 1
                taken[kind] = rule
                ended = kind in ("hang", "expired_credentials", "error") or rule.get("drop") == "before"
        return taken

    def _concerns(self, row: Row, token: str) -> bool:
        rule = row["rule"]
        found = next((each for each in self.state.tokens if each["token"] == token), None)
        agreement = self._agreement(found) if found else None
        buyer = agreement["customer_aws_account_id"] if agreement else None
        return (
            rule.get("operation", "ResolveCustomer") == "ResolveCustomer"
            and rule.get("token", token) == token
            and rule.get("account", SELLER) == SELLER
            and rule.get("region", "us-east-1") == "us-east-1"
            and rule.get("customer_aws_account_id", buyer) == buyer
            and (row["until"] is None or self.state.now < row["until"])
        )

    def _agreement(self, token: Row) -> Row | None:
        return next((each for each in self.state.agreements if each["agreement_id"] == token["agreement_id"]), None)

    def _work(self, text: str) -> tuple[str, Row]:
        state, readings = self.state, self.state.readings
        token = next((each for each in state.tokens if each["token"] == text), None)
        agreement = self._agreement(token) if token else None
        if token is None or agreement is None:
            return "InvalidTokenException", {}
        product = next(each for each in state.products if each["product_code"] == agreement["product_code"])
        if product["seller_account"] != SELLER:
            denied = readings["foreign_token"] == "access_denied"
            return ("AccessDeniedException" if denied else "InvalidTokenException"), {}
        if state.now >= self.expiry(token):
            return "ExpiredTokenException", {}
        if token["used"] and readings["second_resolve"] == "expired":
            return "ExpiredTokenException", {}
        token["used"] = True
        buyer = next(
            each for each in state.buyers if each["customer_aws_account_id"] == agreement["customer_aws_account_id"]
        )
        members = {
            "ProductCode": product["product_code"],
            "CustomerAWSAccountId": buyer["customer_aws_account_id"],
            "LicenseArn": agreement["license_arn"],
        }
        if product["generation"] == "legacy":
            members["CustomerIdentifier"] = buyer["customer_identifier"]
        else:
            members["Metadata"] = {"AgreementId": agreement["agreement_id"]}
            if readings["unpopulated_customer_identifier"] == "empty":
                members["CustomerIdentifier"] = ""
        if not agreement["resolved"] and readings["license_arn_on_first_resolve"] == "absent":
            del members["LicenseArn"]
        agreement["resolved"] = True
        return "ok", members

    def expiry(self, token: Row) -> float:
        """Return when a token expires."""
        if token["expires_at"] is not None:
            return float(token["expires_at"])
        return float(token["issued_at"]) + LIFETIMES[self.state.readings["token_lifetime"]]

    def token_state(self, token: Row) -> str:
        """Return the token's state in a listing."""
        if token["agreement_id"] is None:
            return "never_issued"
        if self.state.now >= self.expiry(token):
            return "expired"
        return "resolved" if token["used"] else "fresh"
