"""The emulator's clock runs, stops, and moves both ways; the emulator writes and compares only this clock's time."""

from __future__ import annotations

import email.utils
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.exceptions
import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.clock import Clock

NEW_YEAR = datetime(2030, 1, 1, tzinfo=UTC)


def code_of(marketplace: Marketplace, token: str = "valid", **settings: Any) -> str:
    """Resolve a token and return the outcome."""
    try:
        marketplace.client(**settings).resolve_customer(RegistrationToken=token)
    except botocore.exceptions.ClientError as error:
        return str(error.response["Error"]["Code"])
    return "ok"


def clock(marketplace: Marketplace) -> dict[str, Any]:
    """Read the clock as the control API shows it."""
    shown: dict[str, Any] = marketplace.request("GET", "/clock")
    return shown


def test_a_new_clock_runs_with_the_machine_s(marketplace: Marketplace) -> None:
    assert clock(marketplace)["mode"] == "running"
    assert abs(marketplace.clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_frozen_clock_stands(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    assert marketplace.clock.now() == marketplace.clock.now()
    assert clock(marketplace)["mode"] == "frozen"


def test_a_clock_advanced_and_turned_back_is_where_it_was(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    before = marketplace.clock.now()
    marketplace.clock.advance("1d2h")
    assert marketplace.clock.now() - before == timedelta(hours=26)
    marketplace.clock.advance("-1d2h")
    assert marketplace.clock.now() == before
    marketplace.clock.advance(-0.5)
    assert before - marketplace.clock.now() == timedelta(seconds=0.5)


@pytest.mark.parametrize("to", [NEW_YEAR, "2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00", NEW_YEAR.timestamp()])
def test_the_clock_is_set_with_every_format_of_a_time(marketplace: Marketplace, to: str | float | datetime) -> None:
    marketplace.clock.freeze()
    marketplace.clock.set(to)
    assert marketplace.clock.now() == NEW_YEAR


def test_a_running_clock_runs_on_from_the_time_that_is_set(marketplace: Marketplace) -> None:
    marketplace.clock.set(NEW_YEAR)
    assert NEW_YEAR <= marketplace.clock.now() < NEW_YEAR + timedelta(seconds=30)
    assert clock(marketplace)["mode"] == "running"


def test_a_clock_set_and_frozen_at_once_stands_at_exactly_that_time(marketplace: Marketplace) -> None:
    for _ in range(50):
        marketplace.clock.resume()
        shown = marketplace.request("PUT", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
        assert shown["now"] == "2030-01-01T00:00:00Z"


def test_a_resumed_clock_runs_on_from_where_it_stood(marketplace: Marketplace) -> None:
    marketplace.request("PUT", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
    marketplace.clock.resume()
    assert NEW_YEAR <= marketplace.clock.now() < NEW_YEAR + timedelta(seconds=30)


def test_a_token_expires_by_the_clock_and_is_fresh_again_when_the_clock_goes_back(marketplace: Marketplace) -> None:
    marketplace.clock.freeze()
    token = marketplace.mint_token()
    marketplace.clock.advance("3h59m59s")
    assert code_of(marketplace, token) == "ok"
    marketplace.clock.advance("1s")
    assert code_of(marketplace, token) == "ExpiredTokenException"
    marketplace.clock.advance("-1s")
    assert code_of(marketplace, token) == "ok"


def test_request_ids_and_the_date_header_have_the_clock_s_time(marketplace: Marketplace) -> None:
    marketplace.request("PUT", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
    answer = marketplace.client().resolve_customer(RegistrationToken="valid")["ResponseMetadata"]
    assert uuid.UUID(answer["RequestId"]).int >> 80 == NEW_YEAR.timestamp() * 1000
    assert email.utils.parsedate_to_datetime(answer["HTTPHeaders"]["date"]) == NEW_YEAR


def test_everything_created_has_the_clock_s_time(marketplace: Marketplace) -> None:
    marketplace.request("PUT", "/clock", {"now": "2030-01-01T00:00:00Z", "frozen": True})
    product = next(each for each in marketplace.products() if each["generation"] == "concurrent")
    agreement = marketplace.create_agreement(
        product_code=product["product_code"],
        customer_aws_account_id=marketplace.buyers()[0]["customer_aws_account_id"],
    )
    token = marketplace.mint_token(agreement["agreement_id"])
    marketplace.client().resolve_customer(RegistrationToken=token)
    marketplace.snapshot("new year")
    ended = marketplace.cancel_agreement(agreement["agreement_id"])
    minted = marketplace.tokens()[-1]
    kept = next(each for each in marketplace.request("GET", "/snapshots")["items"] if each["name"] == "new year")
    assert {
        agreement["start_time"],
        ended["end_time"],
        minted["issued_at"],
        minted["resolved_at"],
        kept["saved_at"],
        marketplace.exchanges()[-1]["at"],
    } == {"2030-01-01T00:00:00Z"}
    assert minted["expires_at"] == "2030-01-01T04:00:00Z"


def test_the_skew_of_a_signature_is_measured_by_the_clock() -> None:
    with Marketplace(strict_signatures=True) as marketplace:
        assert code_of(marketplace) == "ok"
        for moved in ("6m", "-12m"):
            marketplace.clock.advance(moved)
            assert code_of(marketplace) == "InvalidSignatureException"
        marketplace.clock.advance("6m")
        assert code_of(marketplace) == "ok"


@pytest.mark.parametrize("frozen", [True, False])
def test_the_clock_survives_a_restart_with_a_store(tmp_path: Path, frozen: bool) -> None:
    store = str(tmp_path / "marketplace.db")
    with Marketplace(store=store) as marketplace:
        marketplace.clock.set(NEW_YEAR)
        if frozen:
            marketplace.clock.freeze()
        before = marketplace.clock.now()
    with Marketplace(store=store) as marketplace:
        after = marketplace.clock.now()
        assert clock(marketplace)["mode"] == ("frozen" if frozen else "running")
    assert after == before if frozen else before < after < before + timedelta(seconds=30)


@pytest.mark.parametrize(
    ("method", "path", "body", "named"),
    [
        ("POST", "/clock/advance", {"by": "far"}, "'far' is not a length of time"),
        ("POST", "/clock/advance", {"by": "+-5h"}, "'+-5h' is not a length of time"),
        ("POST", "/clock/advance", {"by": "8000w8000w8000w9999999w"}, "too long"),
        ("POST", "/clock/advance", {"by": "-100000w"}, "1970 to 9999"),
        ("POST", "/clock/advance", {"by": True}, "by"),
        ("POST", "/clock/advance", {}, "by"),
        ("PUT", "/clock", {}, "nothing to set"),
        ("PUT", "/clock", {"now": "yesterday"}, "'yesterday' is not a time"),
        ("PUT", "/clock", {"now": "1969-12-31T23:59:59Z"}, "out of range"),
        ("PUT", "/clock", {"now": 253402300800}, "out of range"),
        ("PUT", "/clock", {"now": "2030-01-01", "frozen": "yes"}, "frozen"),
        ("PUT", "/clock", {"then": "2030-01-01"}, "then"),
    ],
)
def test_an_impossible_time_is_refused_and_nothing_changes(
    marketplace: Marketplace, method: str, path: str, body: object, named: str
) -> None:
    marketplace.clock.freeze()
    before = clock(marketplace)["now"]
    with pytest.raises(Refused) as refused:
        marketplace.request(method, path, body)
    assert refused.value.status == 422
    assert named in str(refused.value)
    assert clock(marketplace)["now"] == before


def test_the_emulator_still_answers_at_the_end_of_time(marketplace: Marketplace) -> None:
    marketplace.clock.set("9999-12-31T23:59:59Z")
    assert code_of(marketplace, marketplace.mint_token()) == "ok"
    assert marketplace.tokens()[-1]["expires_at"] == "9999-12-31T23:59:59Z"
    with pytest.raises(Refused, match="'1h' from 9999-12-31"):
        marketplace.mint_token(expires_in="1h")


@pytest.mark.parametrize("moved", ["300d", "-20000d"])
def test_the_error_tokens_mean_the_same_wherever_the_clock_is_moved(marketplace: Marketplace, moved: str) -> None:
    marketplace.clock.advance(moved)
    assert code_of(marketplace, "valid") == "ok"
    assert code_of(marketplace, "expired") == "ExpiredTokenException"


def test_a_clock_that_was_never_moved_is_not_behind(marketplace: Marketplace) -> None:
    shown = {str(marketplace.request("GET", "/clock")["offset"]) for _ in range(50)}
    assert "-0.0" not in shown


def test_the_offset_of_a_clock_that_is_moved_or_frozen() -> None:
    assert Clock().ahead() == 0
    assert Clock(offset=5.5).ahead() == 5.5
    assert Clock(frozen_at=100.0).ahead() < -1_000_000_000
