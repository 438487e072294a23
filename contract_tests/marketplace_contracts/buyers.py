"""The buyers of a run, with their names, agreements and tokens."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace_contracts.emulator import Emulator

GRANTED = 10
"""How much of each dimension that is sold by contract the buyers of a run have bought."""


@dataclass
class Buyer:
    """A buyer with an AWS account, and the agreements it made."""

    name: str
    account: str
    identifier: str
    agreements: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def identifiers(self) -> list[str]:
        """Every identifier of the buyer that a seller may have stored."""
        return [self.account, self.identifier, *(name for each in self.agreements for name in self.named_by(each))]

    @staticmethod
    def named_by(agreement: Mapping[str, Any]) -> list[str]:
        """Return the identifiers of one agreement."""
        return [agreement["license_arn"], agreement["agreement_id"]]


@dataclass(frozen=True)
class Purchase:
    """What a token stands for: a product, the buyer's AWS account, and every identifier of the buyer."""

    product: str
    account: str
    identifiers: tuple[str, ...]


class Buyers:
    """Makes buyers, agreements and tokens. `products` are the codes of the subject's products, by generation.

    Tokens are derived from `beginning` and from the number of the last exchange `before` the run, names from `beginning`. If the
    emulator is not the kit's `own`, both also depend on chance, since another run may have used it and never have asked it.
    """

    def __init__(
        self, marketplace: Emulator, products: Mapping[str, str], beginning: str, before: int, *, own: bool
    ) -> None:
        self.products = products
        self.newest = ""
        self.bought: dict[str, Purchase] = {}
        self._marketplace = marketplace
        self._random = random.Random(beginning)
        names = random.Random(f"names:{beginning}") if own else random.SystemRandom()
        self._nonce = f"{names.getrandbits(32):08x}"
        self._run = f"{before}" if own else f"{before}:{self._nonce}"
        self._count = 0
        self._issued: set[str] = set()
        self.visits = Counter[str]()
        """How often a browser has posted each token."""
        self.misread = Counter[str]()
        """In how many visits AWS was asked about each token, but not about the posted one."""
        self._identifiers: dict[str, str] = {}
        self._others: dict[str, str] = {}
        self._came: set[str] = set()
        self._signups: dict[Purchase | str, object] = {}
        self._purchasers: dict[Purchase | str, str] = {}
        self._granted: dict[str, dict[str, int]] = {}
        self._people: dict[str, str] = {}
        """The names of the buyers, by AWS account and by token."""

    def name(self, noun: str) -> str:
        """Make a name that is not yet in use in the emulator."""
        self._count += 1
        return f"{noun}-{self._nonce}-{self._count}"

    def new_email(self) -> str:
        """Make an e-mail address with which nobody has signed up."""
        return f"{self.name('buyer')}@example.com"

    def new_token(self, shape: Callable[[random.Random], str]) -> str:
        """Make a token of a shape."""
        self.newest = shape(random.Random(f"{self._run}:{self._random.random()}"))
        self._issued.add(self.newest)
        return self.newest

    def generation(self, token: str) -> str:
        """Return the generation of the product that a token stands for; empty if it is none of the subject's."""
        product = self.bought[token].product if token in self.bought else ""
        return next((generation for generation, code in self.products.items() if code == product), "")

    def new_buyer(self, *, customer_aws_account_id: str | None = None, customer_identifier: str | None = None) -> Buyer:
        """Create a buyer; the identifiers may be given."""
        name = self.name("buyer")
        made = self._marketplace.create_buyer(
            name, customer_aws_account_id=customer_aws_account_id, customer_identifier=customer_identifier
        )
        buyer = Buyer(name, made["customer_aws_account_id"], made["customer_identifier"])
        self._identifiers[buyer.account] = buyer.identifier
        self._people[buyer.account] = name
        return buyer

    def subscribe(self, buyer: Buyer, product: str, *, free_trial: bool) -> Mapping[str, Any]:
        """Create an agreement for a buyer, with what the product sells by contract."""
        made = self._marketplace.create_agreement(
            product_code=product,
            customer_aws_account_id=buyer.account,
            name=self.name("agreement"),
            free_trial=free_trial,
            entitlements=self._sold_by_contract(product),
        )
        buyer.agreements.append(made)
        return made

    def _sold_by_contract(self, product: str) -> dict[str, int]:
        """Return what an agreement grants, so that a subject that asks for entitlements lets the buyer in."""
        if product not in self._granted:
            dimensions = next(
                each["dimensions"] for each in self._marketplace.products() if each["product_code"] == product
            )
            self._granted[product] = {each["key"]: GRANTED for each in dimensions if "Entitled" in each["types"]}
        return self._granted[product]

    def issue(self, agreement: Mapping[str, Any], token: str) -> str:
        """Issue a token for an agreement."""
        token = self._marketplace.mint_token(agreement["agreement_id"], token=token)
        account = agreement["customer_aws_account_id"]
        named = (*Buyer.named_by(agreement), account, self._identifiers.get(account, ""))
        self._people[token] = self.person(account)
        self.bought[token] = Purchase(agreement["product_code"], account, named)
        return token

    def person(self, token: str) -> str:
        """Return the name of the person who comes with a token: the buyer's, or a new one, which the token then keeps."""
        if not token or token not in self._people:
            self._people[token] = self.name("buyer")
        return self._people[token]

    def purchaser(self, token: str) -> str:
        """Return the name under which the purchase of a token is registered, for forms whose values must be unique."""
        purchase = self.bought.get(token, token)
        if purchase not in self._purchasers:
            self._purchasers[purchase] = self.name("buyer")
        return self._purchasers[purchase]

    def begins_signup(self, token: str) -> bool:
        """Note that a buyer begins to sign up, and return whether it is the first time for this purchase."""
        mark = object()
        return self._signups.setdefault(self.bought.get(token, token), mark) is mark

    def begins_signup_again(self, token: str) -> None:
        """Let a buyer sign up once more, since the last time came to nothing."""
        self._signups.pop(self.bought.get(token, token), None)

    def posted(self, token: str) -> None:
        """Note that a browser posts a form with this token."""
        self._issued.add(token)
        self.visits[token] += 1

    def issued(self, token: object) -> bool:
        """Return whether this token was issued or posted in this run."""
        return token in self._issued

    def came(self, token: str) -> Purchase | None:
        """Note a visit. Return what its token stands for if it is the first visit with that AWS account, else None."""
        purchase = self.bought.get(token)
        if purchase is None or purchase.account in self._came:
            return None
        self._came.add(purchase.account)
        return purchase

    def other_product(self, generation: str) -> str:
        """Return the code of another product of the same seller and generation, whose buyers are sent to another page."""
        if generation not in self._others:
            own = self.products[generation]
            seller = next(each for each in self._marketplace.products() if each["product_code"] == own)
            made = self._marketplace.create_product(
                self.name("other-product"),
                generation=seller["generation"],
                seller_account=seller["seller_account"],
                fulfillment_url="https://other-product.example/",
            )
            self._others[generation] = made["product_code"]
        return self._others[generation]
