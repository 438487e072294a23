"""Words that ask for an error from any client: every declared error has one, and they slow no other call."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from marketplace_emulator import Marketplace, error_words
from marketplace_emulator.catalogue import by_name
from marketplace_emulator.operations import HERE
from tests.faults.calls import CALLS, Sent, sent

ONCE = Config(retries={"total_max_attempts": 1})
TOKENS = {
    "InvalidTokenException": "invalid",
    "ExpiredTokenException": "expired",
    "ThrottlingException": "throttled",
    "InternalServiceErrorException": "internal-error",
    "DisabledApiException": "disabled-api",
}


def code_of(marketplace: Marketplace, call: Sent, **settings: Any) -> str:
    """Send a call once; return the code of its error, or ok."""
    try:
        call.by(marketplace, config=ONCE, **settings)
    except ClientError as error:
        code: str = error.response["Error"]["Code"]
        return code
    return "ok"


def test_every_declared_error_of_every_operation_is_reached_by_a_word() -> None:
    """An operation that is new here needs a row in CALLS, and its errors have words by themselves."""
    for operation in HERE:
        reached = set(CALLS[operation].words)
        codes = set(by_name()[operation].errors)
        if reached == {"token"}:
            assert codes <= set(TOKENS), operation
        else:
            assert reached and reached <= set(error_words.NOUNS), operation
            assert set(error_words.rules(operation)) >= {error_words.of_error(code) for code in codes}


def test_no_two_errors_share_a_word() -> None:
    codes = {code for operation in by_name().values() for code in operation.errors}
    words = [*map(error_words.of_error, codes), *error_words.STATUSES]
    assert len(words) == len(set(words))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for _, word in error_words.MET)


@pytest.mark.parametrize(("operation", "noun"), [(name, noun) for name, call in CALLS.items() for noun in call.words])
def test_a_word_is_answered_with_its_error(marketplace: Marketplace, operation: str, noun: str) -> None:
    before = [len(marketplace.faults()), marketplace.health()["counts"]["faults"]]
    expected = {error_words.of_error(code): code for code in by_name()[operation].errors}
    for word, asked in error_words.IN_EVERY_OPERATION.items():
        if "error" in asked or "expired_credentials" in asked:
            expected[word] = asked.get("error", "ExpiredTokenException")
    for word, code in expected.items():
        said = TOKENS.get(code, word) if noun == "token" else word
        assert (word, code_of(marketplace, sent(operation, **{noun: said}))) == (word, code)
        if noun != "token":
            assert marketplace.exchanges()[-1]["fault"] == [f"word-{word}"]
    assert [len(marketplace.faults()), marketplace.health()["counts"]["faults"]] == before


@pytest.mark.parametrize("operation", [each for each in CALLS if "token" not in CALLS[each].words])
def test_a_word_of_another_operation_is_only_a_name(marketplace: Marketplace, operation: str) -> None:
    others = {error_words.of_error(code): code for other in HERE for code in by_name()[other].errors}
    for word, code in others.items():
        if code not in by_name()[operation].errors and word not in error_words.IN_EVERY_OPERATION:
            for noun in CALLS[operation].words:
                assert code_of(marketplace, sent(operation, **{noun: word})) != code


def test_words_hold_at_any_time_under_any_reading_in_any_world_and_survive_reset(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text("products: []\n")
    call = sent("RegisterUsage", product_code="throttled")
    with Marketplace(tmp_path / "world.yaml") as marketplace:
        for moved in ("0s", "400d", "-900d"):
            marketplace.clock.advance(moved)
            marketplace.clear_faults()
            assert code_of(marketplace, call) == "ThrottlingException"
            marketplace.reset()
        assert code_of(marketplace, call) == "ThrottlingException"
        marketplace.set_readings(error_type="namespaced")
        assert code_of(marketplace, call) == "ThrottlingException"


def test_hang_and_drop_end_in_the_client_s_exceptions(marketplace: Marketplace) -> None:
    with pytest.raises(ReadTimeoutError):
        sent("RegisterUsage", product_code="hang").by(marketplace, config=ONCE.merge(Config(read_timeout=1)))
    with pytest.raises(ConnectionClosedError):
        sent("RegisterUsage", product_code="drop").by(marketplace, config=ONCE)
    with pytest.raises(ReadTimeoutError):
        sent("RegisterUsage", product_code="slow").by(marketplace, config=ONCE.merge(Config(read_timeout=1)))


def test_a_name_of_the_world_wins(marketplace: Marketplace) -> None:
    call = sent("RegisterUsage", product_code="throttled")
    assert code_of(marketplace, call) == "ThrottlingException"
    marketplace.create_product("mine", product_code="throttled")
    assert code_of(marketplace, call, aws_access_key_id="AKIAMARKETPLACELOCAL") == "ok"
    assert marketplace.exchanges()[-1]["fault"] == []
    marketplace.reset()
    assert code_of(marketplace, call) == "ThrottlingException"


def test_a_rule_and_a_word_act_together(marketplace: Marketplace) -> None:
    added = marketplace.add_fault(product_code="throttled", malformed="empty", times=1)
    call = sent("RegisterUsage", product_code="throttled")
    assert code_of(marketplace, call) == "400"
    assert marketplace.exchanges()[-1]["fault"] == [added["fault_id"], "word-throttled"]
    assert code_of(marketplace, call) == "ThrottlingException"


def test_a_word_comes_before_a_rule_of_the_same_kind(marketplace: Marketplace) -> None:
    rule = marketplace.add_fault(operation="RegisterUsage", error="DisabledApiException")
    assert code_of(marketplace, sent("RegisterUsage", product_code="throttled")) == "ThrottlingException"
    assert marketplace.exchanges()[-1]["fault"] == ["word-throttled"]
    (counted,) = (each for each in marketplace.faults() if each["fault_id"] == rule["fault_id"])
    assert (counted["seen"], counted["applied"]) == (1, 0)
    assert code_of(marketplace, sent("RegisterUsage")) == "DisabledApiException"


def test_a_call_without_a_word_does_not_ask_the_store_for_one(marketplace: Marketplace) -> None:
    asked: list[str] = []
    driver: Any = marketplace.world.store.connection.connection.driver_connection
    driver.set_trace_callback(asked.append)
    for operation in HERE:
        sent(operation).by(marketplace, config=ONCE)
    looked_up = re.compile(r"SELECT (\w+\.\W?\w+\W?)\s+FROM \w+\s+WHERE \1 = '")
    assert asked and not list(filter(looked_up.match, asked))
    code_of(marketplace, sent("RegisterUsage", product_code="throttled"))
    assert list(filter(looked_up.match, asked))
