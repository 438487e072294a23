"""All who buy in a run, and the names and tokens that they get."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace_contracts.emulator import Emulator


@dataclass
class Buyer:
    """A buyer with an AWS account, and the agreements it made."""

    name: str
    account: str
    identifier: str
    agreements: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def identifiers(self) -> list[str]:
        """All that may identify it in what a seller stored."""
        return [self.account, self.identifier, *(name for each in self.agreements for name in self.named_by(each))]

    @staticmethod
    def named_by(agreement: Mapping[str, Any]) -> list[str]:
        """List what identifies one agreement."""
        return [agreement["license_arn"], agreement["agreement_id"]]


@dataclass(frozen=True)
class Purchase:
    """What a token stands for: a product, the buyer's account, and all that may identify the buyer."""

    product: str
    account: str
    identifiers: tuple[str, ...]


class Buyers:
    """Makes buyers, agreements and tokens. `products` are the codes of the subject's products, by generation.

    Tokens follow from `beginning` and from how often AWS was asked `before` the run, so that no run issues another's
    tokens. In an emulator of the kit's own every name follows from `beginning`, too; another run may have used any other.
    """

    def __init__(
        self, marketplace: Emulator, products: Mapping[str, str], beginning: str, before: int, *, own: bool
    ) -> None:
        self.products = products
        self.newest = ""
        self.bought: dict[str, Purchase] = {}
        self._marketplace = marketplace
        self._random = random.Random(beginning)
        self._before = before
        names = random.Random(f"names:{beginning}") if own else random.SystemRandom()
        self._nonce = f"{names.getrandbits(32):08x}"
        self._count = 0
        self._issued: set[str] = set()
        self._identifiers: dict[str, str] = {}
        self._others: dict[str, str] = {}
        self._came: set[str] = set()

    def name(self, noun: str) -> str:
        """Make a name that nothing in the emulator's world has."""
        self._count += 1
        return f"{noun}-{self._nonce}-{self._count}"

    def new_token(self, shape: Callable[[random.Random], str]) -> str:
        """Make a token of a shape."""
        self.newest = shape(random.Random(f"{self._before}:{self._random.random()}"))
        self._issued.add(self.newest)
        return self.newest

    def new_buyer(self, **given: str) -> Buyer:
        """Let somebody open an AWS account; its identifiers may be given."""
        name = self.name("buyer")
        made = self._marketplace.create_buyer(name, **given)
        buyer = Buyer(name, made["customer_aws_account_id"], made["customer_identifier"])
        self._identifiers[buyer.account] = buyer.identifier
        return buyer

    def subscribe(self, buyer: Buyer, product: str, *, free_trial: bool) -> Mapping[str, Any]:
        """Let a buyer make an agreement."""
        made = self._marketplace.create_agreement(
            product_code=product,
            customer_aws_account_id=buyer.account,
            name=self.name("agreement"),
            free_trial=free_trial,
        )
        buyer.agreements.append(made)
        return made

    def issue(self, agreement: Mapping[str, Any], token: str) -> str:
        """Let AWS issue a token for an agreement."""
        token = self._marketplace.mint_token(agreement["agreement_id"], token=token)
        account = agreement["customer_aws_account_id"]
        named = (*Buyer.named_by(agreement), account, self._identifiers.get(account, ""))
        self.bought[token] = Purchase(agreement["product_code"], account, named)
        return token

    def posted(self, token: str) -> None:
        """Note that a browser has a form with this token, whoever wrote it."""
        self._issued.add(token)

    def issued(self, token: object) -> bool:
        """Say whether this is a token of a form of this run."""
        return token in self._issued

    def came(self, token: str) -> Purchase | None:
        """Note a buyer's visit; say what the token stands for if this is the first visit with that AWS account."""
        purchase = self.bought.get(token)
        if purchase is None or purchase.account in self._came:
            return None
        self._came.add(purchase.account)
        return purchase

    def other_product(self, generation: str) -> str:
        """Name a product of the same seller and generation that is not the subject's."""
        if generation not in self._others:
            own = self.products[generation]
            seller = next(each for each in self._marketplace.products() if each["product_code"] == own)
            made = self._marketplace.create_product(
                self.name("other-product"), generation=seller["generation"], seller_account=seller["seller_account"]
            )
            self._others[generation] = made["product_code"]
        return self._others[generation]
