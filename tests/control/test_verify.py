"""Verify the requests that AWS received, and the explanation if they were others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote, unquote

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace, NotAsExpected, Refused
from marketplace_emulator.store import journal


def resolve(marketplace: Marketplace, token: str) -> str:
    """Resolve a token, successfully or not, and return the request id."""
    try:
        answer = marketplace.client().resolve_customer(RegistrationToken=token)
    except ClientError as error:
        answer = error.response
    request_id: str = answer["ResponseMetadata"]["RequestId"]
    return request_id


def failure(marketplace: Marketplace, *operation: str, **expected: Any) -> NotAsExpected:
    with pytest.raises(NotAsExpected) as raised:
        marketplace.verify(*operation, **expected)
    return raised.value


def test_matching_exchanges_are_counted(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    resolve(marketplace, token)
    resolve(marketplace, token)
    resolve(marketplace, "expired")
    assert marketplace.verify("ResolveCustomer") == 3
    assert marketplace.verify("ResolveCustomer", token=token, at_least=1, at_most=2) == 2
    assert marketplace.verify("ResolveCustomer", outcome="ExpiredTokenException", at_most=1) == 1
    assert marketplace.verify("GetEntitlements", at_most=0) == 0
    assert marketplace.verify(token="never seen", at_most=3) == 0


def test_no_exchange_is_reported_with_the_next_step(marketplace: Marketplace) -> None:
    error = failure(marketplace, "ResolveCustomer")
    assert "expected at least 1; the journal has 0" in str(error)
    assert "is the integration's AWS endpoint set to it?" in str(error)
    assert error.nearest == []


def test_too_many_are_named_one_by_one(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    requests = [resolve(marketplace, token) for _ in range(4)]
    error = failure(marketplace, "ResolveCustomer", token=token, at_most=2)
    assert error.count == 4
    assert [each["request_id"] for each in error.nearest] == requests[2:]
    assert error.nearest[0]["why"] == ["it is number 3; at most 2 were expected"]


def test_none_after_a_time_or_after_an_exchange(marketplace: Marketplace) -> None:
    token = marketplace.mint_token()
    marketplace.clock.freeze()
    first = resolve(marketplace, token)
    now = marketplace.clock.now()
    assert marketplace.verify("ResolveCustomer", none_after=now) == 1
    assert marketplace.verify("ResolveCustomer", none_after=first) == 1
    second = resolve(marketplace, token)
    assert marketplace.verify("ResolveCustomer", none_after=now) == 2
    assert [each["request_id"] for each in failure(marketplace, none_after=first).nearest] == [second]
    marketplace.clock.advance("1s")
    third = resolve(marketplace, token)
    late = failure(marketplace, "ResolveCustomer", at_least=1, at_most=5, none_after=now)
    assert [each["request_id"] for each in late.nearest] == [third]
    assert "none was expected from then on" in str(late)


MANGLED: list[tuple[Callable[[str], str], str]] = [
    (lambda token: token.replace("+", " "), "each + of the token arrived as a space"),
    (lambda token: quote(token, safe=""), "the token is still percent-encoded"),
    (lambda token: token[:100], "the token is cut after 100 of its 184 characters"),
    (lambda token: token + "&x=1", "the token has 4 characters too many at its end"),
    (lambda token: token + "\n", "the token has whitespace around it"),
    (lambda token: f'"{token}"', "the token has quotation marks around it"),
    (lambda token: token.lower(), "the token differs in upper and lower case"),
    (lambda token: token[:150] + "?" + token[151:], "the token differs from character 151 of 184 on"),
]


@pytest.mark.parametrize(("mangle", "why"), MANGLED)
def test_a_mangled_token_is_the_nearest_and_the_mistake_is_named(
    marketplace: Marketplace, mangle: Callable[[str], str], why: str
) -> None:
    token = marketplace.mint_token()
    mangled = resolve(marketplace, mangle(token))
    for _ in range(6):
        resolve(marketplace, "expired")
    error = failure(marketplace, "ResolveCustomer", token=token)
    assert error.nearest[0]["request_id"] == mangled
    assert error.nearest[0]["why"][0].startswith(why)
    assert len(error.nearest) == 5
    assert token[12:40] not in str(error)


def test_a_different_token_is_reported_as_another(marketplace: Marketplace) -> None:
    resolve(marketplace, "M" + "z" * 180)
    (nearest,) = failure(marketplace, "ResolveCustomer", token=marketplace.mint_token()).nearest
    assert nearest["why"] == ["its token is Mzzzzzzzzzzz…"]


def test_a_token_decoded_once_too_often_is_named(marketplace: Marketplace) -> None:
    token = "a token with a literal %2B in it, and %2F"
    resolve(marketplace, unquote(token))
    assert "percent-decoded once too often" in str(failure(marketplace, token=token))


def test_each_miss_is_explained(marketplace: Marketplace) -> None:
    resolve(marketplace, "expired")
    expected = {"token": "x" * 40, "outcome": "ok", "customer_aws_account_id": "123456789012"}
    (nearest,) = failure(marketplace, "GetEntitlements").nearest
    assert nearest["why"] == ["its operation is ResolveCustomer"]
    (nearest,) = failure(marketplace, since="now+1h", **expected).nearest
    told = "\n".join(nearest["why"])
    for part in ("its token is expired", "its outcome is ExpiredToken"):
        assert part in told
    assert "it came before" in told
    assert "buyer" in told


def test_an_invalid_expectation_is_refused(marketplace: Marketplace) -> None:
    with pytest.raises(Refused, match="at_most is 1 and at_least 2"):
        marketplace.verify(at_least=2, at_most=1)
    with pytest.raises(Refused, match="did you mean 'ResolveCustomer"):
        marketplace.verify("ResolveCustomers")
    with pytest.raises(Refused, match="at_least"):
        marketplace.verify(at_least=-1)
    with pytest.raises(Refused, match="no exchange '0b0b0b0b"):
        marketplace.verify(none_after="0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b")


@pytest.fixture
def forgetful() -> Iterator[Marketplace]:
    """An emulator with many exchanges, a second apart, that has forgotten all but the last four."""
    with Marketplace() as marketplace:
        marketplace.world.journal.limit = 4
        marketplace.clock.freeze()
        for _ in range(journal.TRIM_EVERY):
            resolve(marketplace, "valid")
            marketplace.clock.advance("1s")
        yield marketplace


def test_forgotten_exchanges_do_not_count_as_absent(forgetful: Marketplace) -> None:
    kept = forgetful.exchanges()
    assert [each["id"] for each in kept] == [125, 126, 127, 128]
    for expected in ({"at_most": 5}, {"at_most": 5, "since": kept[0]["at"]}, {"none_after": "now+1h", "at_most": 4}):
        error = failure(forgetful, "ResolveCustomer", **expected)
        assert error.count == 4
        assert "the journal has forgotten exchanges 1 to 124; give `since`" in str(error)
    assert "exchanges 1 to 124; give" in str(failure(forgetful, "GetEntitlements", none_after="2020-01-01"))


def test_exchanges_removed_by_a_reset_do_not_count_as_forgotten(forgetful: Marketplace) -> None:
    forgetful.reset()
    resolve(forgetful, "valid")
    assert forgetful.verify("ResolveCustomer", at_most=1) == 1
    assert "forgotten" not in str(failure(forgetful, "ResolveCustomer", at_least=2))
    for _ in range(journal.TRIM_EVERY):
        resolve(forgetful, "valid")
    assert "the journal has forgotten exchanges 129 to 253" in str(failure(forgetful, "ResolveCustomer", at_most=9))


def test_forgotten_exchanges_do_not_affect_later_ones(forgetful: Marketplace) -> None:
    kept = forgetful.exchanges()
    assert forgetful.verify("ResolveCustomer", at_least=4) == 4
    assert forgetful.verify("ResolveCustomer", at_most=3, since=kept[0]["request_id"]) == 3
    assert forgetful.verify("ResolveCustomer", at_most=3, since=kept[1]["at"]) == 3
    assert forgetful.verify("ResolveCustomer", none_after="now+1h") == 4
    assert "1 to 124" in str(failure(forgetful, "ResolveCustomer", at_least=5))


def test_only_tokens_are_shortened_in_what_verify_says(marketplace: Marketplace) -> None:
    marketplace.client().resolve_customer(RegistrationToken=marketplace.mint_token())
    for agreement in marketplace.agreements()[:2]:
        with pytest.raises(NotAsExpected) as missing:
            marketplace.verify(license_arn=agreement["license_arn"], at_least=9)
        assert f"license {agreement['license_arn']}: expected at least 9" in str(missing.value)


@pytest.mark.parametrize("noun", ["product_code", "token", "customer_aws_account_id"])
def test_a_noun_that_no_such_call_can_have_is_refused_and_not_counted_as_none(
    marketplace: Marketplace, noun: str
) -> None:
    for question in (marketplace.exchanges, lambda **given: marketplace.verify(at_most=0, **given)):
        with pytest.raises(
            Refused, match=f"does not answer ListAgreementCharges yet, so it cannot tell which {noun}.*leave {noun} out"
        ):
            question(operation="ListAgreementCharges", **{noun: "210987654321"})


@pytest.mark.parametrize("token", ["\x1b[2J\x1b[H", "a\n  9 FAKE ok", "\u202egnp.exe", "\x9b31m"])
def test_what_verify_says_of_hostile_tokens_is_safe_for_a_terminal(marketplace: Marketplace, token: str) -> None:
    with suppress(ClientError):
        marketplace.client().resolve_customer(RegistrationToken=token)
    for wanted in ("x", token + "y"):
        lines = str(failure(marketplace, token=wanted)).splitlines()
        assert len(lines) == 2
        assert all(line.isprintable() for line in lines)
