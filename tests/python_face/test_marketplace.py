"""The Python methods: the same in process, on a port, and remote."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketplace_emulator import FixtureError, Marketplace, Refused, connect
from marketplace_emulator.steering import Steering


@pytest.fixture(params=["in-process", "on-a-port", "from-afar"])
def face(request: pytest.FixtureRequest) -> Iterator[Steering]:
    """An emulator in process, on a port, or remote."""
    if request.param == "in-process":
        with Marketplace() as marketplace:
            yield marketplace
    else:
        with Marketplace(port=0) as marketplace:
            if request.param == "on-a-port":
                yield marketplace
            else:
                with connect(marketplace.url) as remote:
                    yield remote


def test_a_purchase_from_listing_to_cancellation(face: Steering) -> None:
    product = face.create_product("new", generation="concurrent")
    buyer = face.create_buyer("somebody", customer_aws_account_id="123456789012")
    agreement = face.create_agreement(
        product_code=product["product_code"],
        customer_aws_account_id="123456789012",
        free_trial=True,
        end_time="now+14d",
    )
    form = face.registration_form(agreement["agreement_id"])
    assert set(form) == {"x-amzn-marketplace-token", "x-amzn-marketplace-offer-type"}
    answer = face.client().resolve_customer(RegistrationToken=form["x-amzn-marketplace-token"])
    assert answer["LicenseArn"] == agreement["license_arn"]
    assert face.cancel_agreement(agreement["agreement_id"])["status"] == "CANCELLED"
    assert buyer in face.buyers()
    assert [each["status"] for each in face.agreements(product_code=product["product_code"])] == ["CANCELLED"]


def test_a_token_by_product_and_buyer(face: Steering) -> None:
    backup = next(each for each in face.products() if each["name"] == "harbor-backup")["product_code"]
    token = face.mint_token(product_code=backup, customer_aws_account_id="210987654321")
    answer = face.client().resolve_customer(RegistrationToken=token)
    assert (answer["ProductCode"], answer["CustomerAWSAccountId"]) == (backup, "210987654321")


def test_an_account_is_suspended_and_restored(face: Steering) -> None:
    account = face.buyers()[0]["customer_aws_account_id"]
    for _ in range(2):
        assert face.suspend_buyer(account)["suspended"] is True
    assert [each["suspended"] for each in face.buyers()][:2] == [True, False]
    assert face.restore_buyer(account)["suspended"] is False
    assert face.buyers()[0]["suspended"] is False


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda face: face.mint_token("agmt-none"), "there is no agreement 'agmt-none'; expected one of"),
        (lambda face: face.mint_token(product_code="x"), "go together"),
        (lambda face: face.mint_token(expires_in="soon"), "'soon' is not a length of time; expected e.g. 90s"),
        (lambda face: face.mint_token(token="valid"), "the token 'valid' already exists"),
        (lambda face: face.mint_token(expire_in="1h"), "expire_in"),
        (lambda face: face.set_readings(second_resolv="expired"), "did you mean 'second_resolve"),
        (lambda face: face.add_fault(error="ThrottlingExeption"), "did you mean 'ThrottlingException"),
        (lambda face: face.add_fault(operation="Resolve", error="ThrottlingException"), "ResolveCustomer"),
        (lambda face: face.clear_faults("fault-999"), "there is no fault 'fault-999'"),
        (lambda face: face.clock.advance("long"), "'long' is not a length of time"),
        (lambda face: face.clock.set("yesterday"), "'yesterday' is not a time"),
        (lambda face: face.clock.advance("2920000d"), "the years 1970 to 9999"),
        (lambda face: face.cancel_agreement("agmt-none"), "there is no agreement"),
        (lambda face: face.suspend_buyer("123456789012"), "there is no buyer '123456789012'"),
        (lambda face: face.restore_buyer("12"), "there is no buyer '12'"),
        (lambda face: face.create_product("tidewater-analytics"), "already exists"),
        (lambda face: face.clock.advance(float("nan")), "by is null, expected"),
        (lambda face: face.tokens(limit=0), "limit is 0, expected a whole number of at least 1"),
        (lambda face: face.restore(".."), "'..' cannot be a name"),
        (lambda face: face.forget_snapshot("."), "'.' cannot be a name"),
        (lambda face: face.cancel_agreement(".."), "'..' cannot be a name"),
        (lambda face: face.clear_faults(""), "'' cannot be a name"),
        (lambda face: face.create_buyer("x", customer_aws_account_id="12"), "customer_aws_account_id"),
    ],
)
def test_a_refusal_has_the_value_given_and_what_was_expected(face: Steering, call: object, said: str) -> None:
    assert callable(call)
    before = face.request("GET", "/health")["counts"]
    with pytest.raises(Refused) as refusal:
        call(face)
    assert said in str(refusal.value)
    assert face.request("GET", "/health")["counts"] == before


def test_health_is_returned_and_a_clock_is_set_and_stopped_at_once(face: Steering) -> None:
    assert face.health()["status"] == "ready"
    face.clock.set("2030-01-01T00:00:00Z", frozen=True)
    assert face.request("GET", "/clock")["mode"] == "frozen"
    assert face.clock.now() == datetime(2030, 1, 1, tzinfo=UTC)
    face.clock.set("2031-01-01T00:00:00Z", frozen=False)
    assert face.request("GET", "/clock")["mode"] == "running"


def test_times_may_be_datetimes(face: Steering) -> None:
    face.clock.freeze()
    face.clock.set(datetime(2030, 1, 1, tzinfo=UTC))
    fault = face.add_fault(hang=True, until=face.clock.now() + timedelta(hours=1))
    assert fault["rule"]["until"] == "2030-01-01T01:00:00Z"
    product = next(each for each in face.products() if each["generation"] == "concurrent")["product_code"]
    agreement = face.create_agreement(
        product_code=product, customer_aws_account_id="210987654321", start_time=face.clock.now() - timedelta(days=1)
    )
    assert agreement["start_time"] == "2029-12-31T00:00:00Z"


def test_a_listing_is_limited_and_shortens_tokens_on_request(face: Steering) -> None:
    token = face.mint_token()
    face.client().resolve_customer(RegistrationToken=token)
    assert [each["token"] for each in face.exchanges()] == [token]
    assert [each["token"] for each in face.exchanges(full=False)] == [f"{token[:12]}…"]
    assert face.tokens(limit=1) == face.tokens()[:1]
    face.create_agreements(1100)
    assert face.agreements(limit=1050) == face.agreements()[:1050]


def test_a_legacy_product_has_one_active_agreement_per_buyer(face: Steering) -> None:
    analytics = next(each for each in face.products() if each["generation"] == "legacy")["product_code"]
    with pytest.raises(Refused, match="a legacy product allows one for each buyer"):
        face.create_agreement(product_code=analytics, customer_aws_account_id="210987654321")


def test_without_a_port_there_is_no_url() -> None:
    with Marketplace() as marketplace, pytest.raises(Refused, match="port=0"):
        _ = marketplace.url


@pytest.mark.slow
def test_ports_leave_no_thread_and_no_file_behind() -> None:
    def after_use() -> tuple[int, int]:
        with Marketplace(port=0) as marketplace:
            assert marketplace.client().resolve_customer(RegistrationToken="valid")
        del marketplace
        gc.collect()  # boto3's clients keep their connections until then
        return threading.active_count(), len(os.listdir("/dev/fd"))

    counts = [after_use() for _ in range(6)]
    threads, files = zip(*counts, strict=True)
    assert threads[-1] <= threads[0]
    assert files[-1] <= files[0]


@pytest.mark.skipif(sys.platform != "linux", reason="the open files of a process are listed by Linux only")
def test_a_marketplace_that_cannot_be_opened_leaves_no_store_open(tmp_path: Path) -> None:
    store, fixtures = tmp_path / "kept.db", tmp_path / "world.yaml"
    fixtures.write_text("product: []")
    with Marketplace(port=0) as other, pytest.raises(OSError, match="in use") as taken:
        Marketplace(port=int(other.url.rpartition(":")[2]), store=str(store))
    with pytest.raises(FixtureError) as mistaken:
        Marketplace([fixtures], store=str(store.with_suffix(".new")))
    assert taken.tb is not None and mistaken.tb is not None, "both hold what they had opened"
    files = [os.path.realpath(each) for each in Path("/proc/self/fd").iterdir()]
    assert [each for each in files if each.startswith(str(tmp_path))] == []


def test_a_client_of_another_service_is_refused() -> None:
    with Marketplace() as marketplace, pytest.raises(ValueError, match="'s3' is not emulated; expected meteringmarket"):
        marketplace.client("s3")


@pytest.mark.parametrize("kind", [str, Path])
def test_one_fixture_file_may_be_given_by_itself(tmp_path: Path, kind: Callable[[Path], str | Path]) -> None:
    (tmp_path / "world.yaml").write_text("products: [{name: only}]")
    with Marketplace(kind(tmp_path / "world.yaml")) as marketplace:
        assert [each["name"] for each in marketplace.products()] == ["only"]
