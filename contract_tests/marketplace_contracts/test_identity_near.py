"""Buyers whose names are nearly the same."""

from __future__ import annotations

from collections.abc import Callable

from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.test_identity import expect_own_accounts

_TAIL = 12
"""So many characters before the padding are another token's."""


@contract(
    "identity-near-buyers",
    "must",
    source="AWS account IDs are 12 digits, tokens opaque: two are the same only if every character of them is",
    why="Who compares a part, or with case left aside, gives a buyer somebody else's account.",
)
def test_buyers_of_nearly_the_same_names_are_strangers(kit: Kit) -> None:
    """Buyers are strangers though their AWS accounts differ in the first digit alone, or their tokens in the end or one letter's case."""
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
        expected = f"a buyer who is told apart by {what} alone is registered as one of its own"
        case.expect_accepted(visit, expected)
        if not visit.asked:
            raise case.broken(expected, "AWS was not asked about the token")
        if there and watch.of(first.identifiers) == []:
            raise case.broken(expected, f"nothing is stored of {first.account} any more")
        watch.expect_more(1, expected)
        expect_own_accounts(case, [first, second], expected)


def _other_digit(buyer: Buyer) -> str:
    """Give an AWS account that differs in the first digit alone, which is none that gets lost."""
    return ("2" if buyer.account[0] == "1" else "1") + buyer.account[1:]


def _other_end(token: str, other: str) -> str:
    """Give a token of the same shape that differs in the end alone, and not in the padding."""
    body = len(token.rstrip("="))
    return token[: body - _TAIL] + other[body - _TAIL : body - 1] + token[body - 1 :]


def _other_case(token: str) -> str:
    """Give a token that differs in the case of one letter in the middle."""
    place = next(place for place in range(len(token) // 2, len(token)) if token[place].isalpha())
    return token[:place] + token[place].swapcase() + token[place + 1 :]
