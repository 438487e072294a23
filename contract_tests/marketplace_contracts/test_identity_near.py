"""Buyers whose identifiers are nearly the same."""

from __future__ import annotations

from collections.abc import Callable

from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.test_identity import expect_own_accounts

_TAIL = 12
"""The number of characters before the padding that come from another token."""


@contract(
    "identity-near-buyers",
    "must",
    source="AWS account IDs have 12 digits and tokens are opaque: two are the same only if every character is",
    why="An integration that compares only a part, or ignores case, gives a buyer another buyer's account.",
    controls=(ordinary_buyers,),
)
def test_buyers_of_nearly_the_same_names_are_strangers(kit: Kit) -> None:
    """Two buyers stay apart even if their AWS accounts differ only in the first digit, or their tokens only at the end or in one letter's case."""
    need_accounts(kit)
    case = Case(kit)
    token = kit.new_token()
    near: dict[str, Callable[[], str]] = {
        "the first digit of the AWS account": kit.new_token,
        "the end of the token": lambda: _other_end(token, kit.new_token()),
        "the case of a letter in the token": lambda: _other_case(token),
    }
    first = case.buyer()
    case.registered(case.form(first.agreements[0], token))
    for what, minted in near.items():
        watch = case.watch()
        there = watch.of(first.identifiers)
        second = case.buyer(customer_aws_account_id=_other_digit(first)) if "account" in what else case.buyer()
        visit = case.register(case.form(second.agreements[0], minted()))
        expected = f"a buyer who differs only in {what} is registered as a new buyer"
        case.expect_accepted(visit, expected)
        if not visit.asked:
            raise case.broken(expected, "AWS was not asked about the token")
        if there and watch.of(first.identifiers) == []:
            raise case.broken(expected, f"nothing is stored for {first.account} any more")
        watch.expect_more(1, expected)
        expect_own_accounts(case, [first, second], expected)


def _other_digit(buyer: Buyer) -> str:
    """Return an AWS account that differs only in the first digit, which is not 0, since leading zeros may get lost."""
    return ("2" if buyer.account[0] == "1" else "1") + buyer.account[1:]


def _other_end(token: str, other: str) -> str:
    """Return a token of the same shape that differs only at the end, before the padding."""
    body = len(token.rstrip("="))
    return token[: body - _TAIL] + other[body - _TAIL : body - 1] + token[body - 1 :]


def _other_case(token: str) -> str:
    """Return a token that differs in the case of one letter in the middle."""
    place = next(place for place in range(len(token) // 2, len(token)) if token[place].isalpha())
    return token[:place] + token[place].swapcase() + token[place + 1 :]
