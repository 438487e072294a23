"""What a call is about comes from the operation's own file: its nouns, at the paths that `ABOUT` names."""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace, nouns, operations
from marketplace_emulator.call import Call
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.operations import HERE
from tests.conftest import AUTHORIZATION, RESOLVE
from tests.operations.metering import Seller


def living(name: str, about: Any) -> operations.Living:
    """Read a module of the folder `operations` that answers the operation of this name."""
    file = {"BatchMeterUsage": "batch_meter_usage", "ResolveCustomer": "resolve_customer"}.get(
        name, "search_agreements"
    )
    module = ModuleType(f"marketplace_emulator.operations.{file}")
    setattr(module, file, dict)  # anything that can be called
    if about is not None:
        module.ABOUT = about  # type: ignore[attr-defined]
    return operations._living(name, module)


def test_one_call_is_about_many_of_each_noun() -> None:
    batch = living(
        "BatchMeterUsage",
        {"license_arn": ["UsageRecords[].LicenseArn"], "product_code": ["ProductCode"]},
    )
    records: list[Any] = [{"LicenseArn": "one"}, {"LicenseArn": "two"}, {"LicenseArn": "one"}, {}, "no record"]
    assert list(batch.about({"UsageRecords": records, "ProductCode": "code"})) == [
        ("license_arn", "one"),
        ("license_arn", "two"),
        ("product_code", "code"),
    ]


def test_lists_in_lists_name_nothing_however_deep(marketplace: Marketplace) -> None:
    headers = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    for depth in range(900, 1010):
        body = b'{"RegistrationToken": ' + b"[" * depth + b"]" * depth + b"}"
        answer = marketplace.respond(HttpRequest("POST", "/", headers, body))
        assert (answer.status, b"SerializationException" in answer.body) == (400, True), depth


@pytest.mark.parametrize("parameters", [{}, {"RegistrationToken": 5}, {"RegistrationToken": {"a": 1}}, {"x": "y"}])
def test_parameters_without_a_text_there_are_about_nothing(parameters: dict[str, Any]) -> None:
    assert HERE["ResolveCustomer"].about(parameters) == {}


@pytest.mark.parametrize(
    ("about", "told"),
    [
        (None, r'has no ABOUT, such as \{"token": \["RegistrationToken"\]\}'),
        ({"tokens": ["RegistrationToken"]}, "has the noun 'tokens'; did you mean 'token'"),
        ({"token": ["RegistrationTokn"]}, "ResolveCustomer has no RegistrationTokn; expected one of RegistrationToken"),
    ],
)
def test_a_misfit_fails_at_import_and_says_what_was_expected(about: Any, told: str) -> None:
    with pytest.raises(ImportError, match=told):
        living("ResolveCustomer", about)


def test_a_path_may_choose_the_items_of_a_list() -> None:
    found = living("SearchAgreements", {"license_arn": ["filters[name=LicenseArn].values[]"]})
    filters: list[Any] = [
        {"name": "LicenseArn", "values": ["one", "two"]},
        {"name": "OfferId", "values": ["three"]},
        {"values": ["four"]},
        {"name": "LicenseArn"},
        "LicenseArn",
        {"name": "LicenseArn", "values": [{"values": ["five"]}, "six"]},
    ]
    assert [value for _, value in found.about({"filters": filters})] == ["one", "two", "six"]
    assert found.about({"filters": "LicenseArn", "LicenseArn": "x"}) == {}


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("filters[nam=LicenseArn].values[]", r"has no filters\[nam=LicenseArn\].values; expected one of name, values"),
        ("filters[name=LicenseArn]", r"filters\[name=LicenseArn\] of SearchAgreements is a structure"),
    ],
)
def test_a_path_that_chooses_wrongly_fails_at_import(path: str, told: str) -> None:
    with pytest.raises(ImportError, match=told):
        living("SearchAgreements", {"license_arn": [path]})


def test_a_judged_shape_that_is_not_there_fails_at_import() -> None:
    module = ModuleType("marketplace_emulator.operations.batch_meter_usage")
    module.batch_meter_usage, module.ABOUT, module.JUDGES = dict, {}, ("TagList", "TagLists")  # type: ignore[attr-defined]
    with pytest.raises(ImportError, match=r"JUDGES of operations/batch_meter_usage.py has TagLists, which is no shape"):
        operations._living("BatchMeterUsage", module)


def test_a_path_that_leads_to_no_text_fails_at_import() -> None:
    with pytest.raises(ImportError, match=r"UsageRecords of BatchMeterUsage is a structure, expected a string"):
        living("BatchMeterUsage", {"license_arn": ["UsageRecords[]"]})


MANY = {
    "license_arn": ["UsageRecords[].LicenseArn"],
    "customer_aws_account_id": ["UsageRecords[].CustomerAWSAccountId"],
    "product_code": ["ProductCode"],
}


def test_a_call_about_many_is_found_by_each_and_meets_the_faults_of_each(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(world: Any, call: Call) -> dict[str, Any]:
        return {"Results": []}

    batch = operations.Living(answer, living("BatchMeterUsage", MANY).paths)
    monkeypatch.setitem(HERE, "BatchMeterUsage", batch)
    first, second = marketplace.agreements(product_code=marketplace.products()[1]["product_code"])[:2]
    assert first["customer_aws_account_id"] != second["customer_aws_account_id"]
    records = [
        {"Timestamp": 0, "Dimension": "d", "Quantity": 1, "LicenseArn": each["license_arn"]} for each in (first, second)
    ]
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    client.batch_meter_usage(UsageRecords=records)
    for each in (first, second):
        for noun in ("license_arn", "agreement_id", "customer_aws_account_id", "product_code"):
            (found,) = marketplace.exchanges(**{noun: each[noun]})
            assert each[noun] in found["about"][noun]
            assert marketplace.verify("BatchMeterUsage", **{noun: each[noun]}) == 1
    assert found["agreement_id"] is None  # one of two is no answer to which one
    marketplace.add_fault(
        customer_aws_account_id=second["customer_aws_account_id"], error="ThrottlingException", times=1
    )
    with pytest.raises(client.exceptions.ThrottlingException):
        client.batch_meter_usage(UsageRecords=records)
    client.batch_meter_usage(UsageRecords=records[:1])


def test_each_of_several_nouns_is_followed_whatever_the_others_are(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = marketplace.agreements(product_code=marketplace.products()[1]["product_code"])[:2]
    assert first["customer_aws_account_id"] != second["customer_aws_account_id"]
    buyers = {each["customer_aws_account_id"]: each for each in marketplace.buyers()}

    def answer(world: Any, call: Call) -> dict[str, Any]:  # which finds all there is of the first record only
        names = ("agreement_id", "license_arn", "product_code", "customer_aws_account_id")
        identifier = buyers[first["customer_aws_account_id"]]["customer_identifier"]
        call.concerns(customer_identifier=identifier, **{name: str(first[name]) for name in names})  # type: ignore[literal-required]
        return {"Results": []}

    batch = operations.Living(answer, living("BatchMeterUsage", MANY).paths)
    monkeypatch.setitem(HERE, "BatchMeterUsage", batch)
    record = {"Timestamp": 0, "Dimension": "d", "Quantity": 1}
    records = [
        {**record, "CustomerAWSAccountId": first["customer_aws_account_id"]},
        {**record, "LicenseArn": second["license_arn"]},
    ]
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    client.batch_meter_usage(UsageRecords=records)
    for each in (first, second):
        account = each["customer_aws_account_id"]
        assert len(marketplace.exchanges(customer_aws_account_id=account)) == 1
        assert len(marketplace.exchanges(customer_identifier=buyers[account]["customer_identifier"])) == 1
    marketplace.add_fault(customer_aws_account_id=second["customer_aws_account_id"], error="ThrottlingException")
    with pytest.raises(client.exceptions.ThrottlingException):
        client.batch_meter_usage(UsageRecords=records)


@pytest.mark.parametrize("undone", ["reset", "reset of tokens", "restore"])
def test_what_a_token_leads_to_is_asked_again_after(undone: str, marketplace: Marketplace) -> None:
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    first, second = [each["agreement_id"] for each in marketplace.agreements()[:2]]
    marketplace.snapshot("before")
    for agreement, other in ((first, second), (second, first)):
        marketplace.mint_token(agreement, token="one of two")
        marketplace.add_fault(agreement_id=agreement, error="ThrottlingException")
        for _ in range(2):
            with pytest.raises(client.exceptions.ThrottlingException):
                client.resolve_customer(RegistrationToken="one of two")
        assert len(marketplace.exchanges(agreement_id=agreement)) == 2
        assert marketplace.exchanges(agreement_id=other) == []
        if undone == "restore":
            marketplace.restore("before")
            marketplace.reset("exchanges")
        else:
            marketplace.reset("tokens,faults,exchanges" if undone == "reset of tokens" else None)


def test_a_noun_that_an_operation_did_not_find_is_left_out(
    marketplace: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(world: Any, call: Call) -> dict[str, Any]:
        call.concerns(agreement_id=None, product_code="code")
        return {"items": []}

    monkeypatch.setitem(HERE, "ListAgreementCharges", operations.Living(answer, ()))
    marketplace.client("marketplace-agreement").list_agreement_charges(agreementId="x")
    (found,) = marketplace.exchanges()
    assert found["about"] == {"product_code": ["code"]}


def test_every_noun_can_be_searched_for_and_leads_on_only_to_nouns() -> None:
    for noun in nouns.NAMES:
        assert nouns.reached([noun]) <= set(nouns.NAMES)
        assert nouns.meaning(noun)


@pytest.mark.parametrize(
    ("agreements", "changes"),
    [
        (["alder-analytics"], {}),
        (["alder-analytics"] * 2, {"CustomerAWSAccountId": None, "CustomerIdentifier": "{customer_identifier}"}),
        (["alder-analytics"], {"CustomerIdentifier": "{customer_identifier}"}),
        (["alder-analytics"], {"CustomerAWSAccountId": "999999999999"}),
        (["alder-analytics"], {"CustomerIdentifier": "unknown"}),
        (["alder-analytics"], {"Dimension": "unprocessed"}),
        (["dogwood-backup-production"], {}),
        (["dogwood-backup-production", "alder-backup"], {}),
        (["dogwood-backup-production"], {"LicenseArn": "arn:aws:license-manager::1:license:l-2"}),
    ],
)
def test_a_batch_is_about_all_that_its_records_lead_to(
    seller: Seller, agreements: list[str], changes: dict[str, Any]
) -> None:
    buyers = {each["customer_aws_account_id"]: each for each in seller.marketplace.buyers()}
    records = []
    for agreement in agreements:
        buyer = buyers[seller.agreements[agreement]["customer_aws_account_id"]]
        filled = {name: value and value.format(**buyer) for name, value in changes.items()}
        records.append(seller.record(agreement, **filled))
    with suppress(ClientError):
        seller.client.batch_meter_usage(UsageRecords=records, **seller.named(*records))
    found = seller.marketplace.exchanges()[-1]
    world = seller.marketplace.world
    with world.transaction():
        expected = nouns.all_of(world.store, HERE["BatchMeterUsage"].about(found["parameters"]))
    assert {(noun, each) for noun, identifiers in found["about"].items() for each in identifiers} == expected.keys()
