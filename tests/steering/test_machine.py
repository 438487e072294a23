"""Random sequences of control calls and purchases: the emulator agrees with a plain Python model after each step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import botocore.exceptions
import pytest
from botocore.config import Config
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.readings import READINGS
from tests.steering.compared import expected, observed, seconds
from tests.steering.drawn import KINDS, LENGTHS, MOVES, REFUSED, SCOPES, SCOPES_OF_NOUNS
from tests.steering.model import NOUNS, Model, State, Unacceptable
from tests.tiers import examples

START = datetime(2027, 3, 1, 12, tzinfo=UTC)
ONCE = Config(retries={"total_max_attempts": 1})
MARKETPLACE = Marketplace()
CLIENT = MARKETPLACE.client(config=ONCE)


def planted() -> State:
    """Plant the fixtures at noon of a day, and read them into a model's state."""
    MARKETPLACE.reset()
    for name in MARKETPLACE.snapshots():
        MARKETPLACE.forget_snapshot(name)
    MARKETPLACE.request("PUT", "/clock", {"now": START.isoformat(), "frozen": True})
    MARKETPLACE.reset(only=NOUNS)
    absolute = ("9999", "1970")
    return State(
        now=START.timestamp(),
        products=MARKETPLACE.products(),
        buyers=MARKETPLACE.buyers(),
        agreements=[{**each, "resolved": False} for each in MARKETPLACE.agreements()],
        tokens=[
            {
                "token": each["token"],
                "agreement_id": each["agreement_id"],
                "issued_at": seconds(each["issued_at"]),
                "expires_at": seconds(each["expires_at"]) if each["expires_at"].startswith(absolute) else None,
                "used": False,
            }
            for each in MARKETPLACE.tokens()
        ],
        faults=[{**each, "until": None} for each in MARKETPLACE.faults()],
        readings=MARKETPLACE.readings(),
    )


class Steered(RuleBasedStateMachine):
    """An emulator and a model that get the same calls."""

    products = Bundle("products")
    buyers = Bundle("buyers")
    agreements = Bundle("agreements")
    tokens = Bundle("tokens")
    faults = Bundle("faults")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(planted())

    @initialize(target=products)
    def planted_products(self) -> Any:
        return multiple(*(each["product_code"] for each in self.model.state.products))

    @initialize(target=buyers)
    def planted_buyers(self) -> Any:
        return multiple(*(each["customer_aws_account_id"] for each in self.model.state.buyers))

    @initialize(target=agreements)
    def planted_agreements(self) -> Any:
        return multiple(*(each["agreement_id"] for each in self.model.state.agreements))

    @initialize(target=tokens)
    def planted_tokens(self) -> Any:
        return multiple(*(each["token"] for each in self.model.state.tokens), "never issued")

    def agree(self, real: Any, model: Any) -> Any:
        """Make both calls; either both are refused, or neither is."""
        try:
            wanted, acceptable = model(), True
        except Unacceptable:
            wanted, acceptable = None, False
        if not acceptable:
            with pytest.raises(Refused) as refused:
                real()
            assert 400 <= refused.value.status < 500
            return None
        found = real()
        if wanted is not None:
            assert found == wanted
        return found

    @rule(target=products, name=st.sampled_from("abc"), generation=st.sampled_from(["legacy", "concurrent"]))
    def create_product(self, name: str, generation: str) -> Any:
        row = {
            "name": name,
            "product_code": f"{name}code",
            "product_id": f"prod-{name}",
            "generation": generation,
            "seller_account": "111122223333",
            "fulfillment_url": None,
        }
        made = self.agree(
            lambda: MARKETPLACE.create_product(**row), lambda: self.model.create_product({**row, "dimensions": []})
        )
        return multiple(made["product_code"]) if made else multiple()

    @rule(product=products, url=st.sampled_from([None, "http://127.0.0.1:8000/", "https://seller.example/register"]))
    def set_fulfillment_url(self, product: str, url: str | None) -> None:
        self.agree(
            lambda: MARKETPLACE.set_fulfillment_url(product, url),
            lambda: self.model.set_fulfillment_url(product, url),
        )

    @rule(target=buyers, number=st.integers(1, 3))
    def create_buyer(self, number: int) -> Any:
        row = {
            "name": f"buyer-{number}",
            "customer_aws_account_id": f"{number}" * 12,
            "customer_identifier": f"buyer{number}",
        }
        made = self.agree(
            lambda: MARKETPLACE.create_buyer(**row, contact=False),
            lambda: self.model.create_buyer({**row, "suspended": False, "contact": None}),
        )
        return multiple(made["customer_aws_account_id"]) if made else multiple()

    @rule(buyer=buyers, suspended=st.booleans())
    def suspend_or_restore(self, buyer: str, suspended: bool) -> None:
        call = MARKETPLACE.suspend_buyer if suspended else MARKETPLACE.restore_buyer
        self.agree(lambda: call(buyer), lambda: self.model.suspend(buyer, suspended))

    @rule(target=agreements, product=products, buyer=buyers)
    def create_agreement(self, product: str, buyer: str) -> Any:
        state = self.model.state

        def agree() -> None:
            if product not in [each["product_code"] for each in state.products]:
                raise Unacceptable
            if buyer not in [each["customer_aws_account_id"] for each in state.buyers]:
                raise Unacceptable
            self.model.may_agree(product, buyer)

        made = self.agree(
            lambda: MARKETPLACE.create_agreement(product_code=product, customer_aws_account_id=buyer), agree
        )
        if made is None:
            return multiple()
        state.agreements.append({**made, "resolved": False})
        return made["agreement_id"]

    @rule(agreement=agreements)
    def cancel_agreement(self, agreement: str) -> None:
        self.agree(lambda: MARKETPLACE.cancel_agreement(agreement), lambda: self.model.cancel(agreement))

    @rule(
        target=tokens,
        agreement=agreements,
        text=st.sampled_from(["t1", "t2", "t3+/=", "ü"]),
        length=st.sampled_from([None, *LENGTHS]),
    )
    def mint_token(self, agreement: str, text: str, length: str | None) -> Any:
        given = {"token": text, **({} if length is None else {"expires_in": length})}
        expires_in = None if length is None else LENGTHS[length]
        made = self.agree(
            lambda: MARKETPLACE.mint_token(agreement, **given), lambda: self.model.mint(text, agreement, expires_in)
        )
        return text if made else multiple()

    @rule(target=tokens)
    def mint_token_of_the_first_agreement(self) -> Any:
        token = MARKETPLACE.mint_token()
        self.model.mint(token, None, None)
        return token

    @rule(token=tokens)
    def resolve_customer(self, token: str) -> None:
        try:
            answer = CLIENT.resolve_customer(RegistrationToken=token)
            del answer["ResponseMetadata"]
            outcome = "ok"
        except botocore.exceptions.ClientError as error:
            code = str(error.response["Error"]["Code"])
            outcome, answer = ("no code" if code.isdigit() else code), {}
        except botocore.exceptions.HTTPClientError as error:
            outcome, answer = type(error).__name__, {}
        assert (outcome, answer) == self.model.resolve(token)

    @rule(target=faults, kind=KINDS, scope=SCOPES)
    def add_fault(self, kind: dict[str, Any], scope: dict[str, Any]) -> Any:
        return self._add({**kind, **scope})

    @rule(target=faults, kind=KINDS, token=tokens, scope=SCOPES_OF_NOUNS)
    def add_fault_for_a_token(self, kind: dict[str, Any], token: str, scope: dict[str, Any]) -> Any:
        return self._add({**kind, **scope, "token": token})

    @rule(target=faults, kind=KINDS, buyer=buyers, scope=SCOPES_OF_NOUNS)
    def add_fault_for_a_buyer(self, kind: dict[str, Any], buyer: str, scope: dict[str, Any]) -> Any:
        return self._add({**kind, **scope, "customer_aws_account_id": buyer})

    def _add(self, written: dict[str, Any]) -> str:
        until = self.model.state.now + MOVES[written["until"]] if "until" in written else None
        added = MARKETPLACE.add_fault(**written)
        assert added["fault_id"] == self.model.add_fault(written, until)
        return str(added["fault_id"])

    @rule(fault=faults)
    def clear_fault(self, fault: str) -> None:
        self.agree(lambda: MARKETPLACE.clear_faults(fault), lambda: self.model.clear_fault(fault))

    @rule()
    def clear_all_faults(self) -> None:
        MARKETPLACE.clear_faults()
        self.model.state.faults = []

    @rule(data=st.data())
    def set_readings(self, data: st.DataObject) -> None:
        reading = data.draw(st.sampled_from(list(READINGS.values())))
        value = data.draw(st.sampled_from(reading.alternatives))
        MARKETPLACE.set_readings(**{reading.name: value})
        self.model.state.readings[reading.name] = value

    @rule(length=st.sampled_from(list(LENGTHS)))
    def advance_the_clock(self, length: str) -> None:
        MARKETPLACE.clock.advance(length)
        self.model.state.now += LENGTHS[length]

    @rule(to=st.sampled_from([START.timestamp(), START.timestamp() + 14400, START.timestamp() - 86400]))
    def set_the_clock(self, to: float) -> None:
        MARKETPLACE.clock.set(to)
        self.model.state.now = to

    @rule(name=st.sampled_from("xy"))
    def snapshot(self, name: str) -> None:
        MARKETPLACE.snapshot(name)
        self.model.snapshot(name)

    @rule(name=st.sampled_from("xy"))
    def restore(self, name: str) -> None:
        self.agree(lambda: MARKETPLACE.restore(name), lambda: self.model.restore(name))

    @rule(only=st.sets(st.sampled_from(NOUNS), min_size=1))
    def reset(self, only: set[str]) -> None:
        MARKETPLACE.reset(only=sorted(only))
        self.model.reset(only)

    @rule(call=st.sampled_from(REFUSED))
    def ask_for_what_cannot_be(self, call: tuple[str, str, object]) -> None:
        with pytest.raises(Refused) as refused:
            MARKETPLACE.request(*call)
        assert 400 <= refused.value.status < 500
        assert refused.value.problem["detail"]

    @invariant()
    def they_agree(self) -> None:
        assert observed(MARKETPLACE) == expected(self.model)


TestSteered = pytest.mark.no_cover(Steered.TestCase)
TestSteered.settings = settings(
    max_examples=examples(50, nightly=1_000), stateful_step_count=25, suppress_health_check=list(HealthCheck)
)
