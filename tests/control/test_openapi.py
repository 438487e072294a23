"""The control API's answers to any request match its OpenAPI document."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from marketplace_emulator import Marketplace, exchange_filter, seeding
from marketplace_emulator.control import PREFIX, discover
from marketplace_emulator.control.openapi import document
from marketplace_emulator.serving.site import Site
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.store import agreements
from tests.tiers import examples

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


WORLD = seeding.open_world("sqlite://")
with WORLD.transaction():
    ACTIVE = WORLD.store.rows(agreements.FIRST_ACTIVE)[0]["agreement_id"]


@pytest.fixture(params=discover(), ids=lambda route: f"{route.method} {route.path}")
def described(request: pytest.FixtureRequest) -> Any:
    """The description of one route. Its cases are made when its test runs, not when every worker collects all tests."""
    request.node._nodeid = request.node.nodeid  # schemathesis changes it during the test, and pytest 9 has it no more
    whole, path, method = document(), written(request.param.path), request.param.method.lower()
    schema = schemathesis.openapi.from_dict({**whole, "paths": {path: {method: whole["paths"][path][method]}}})
    schema.app = Wsgi(Site(WORLD))
    return schema


def written(path: str) -> str:
    """Write a route's path as the description has it."""
    return PREFIX + re.sub("<(.*?)>", r"{\1}", path)


@settings(max_examples=examples(5, nightly=100), suppress_health_check=list(HealthCheck))
@pytest.mark.no_cover
@schemathesis.pytest.from_fixture("described").parametrize()
def test_every_answer_is_as_described(case: Any) -> None:
    if (
        is_bulk := case.path.endswith("/bulk")
        and isinstance(case.body, dict)
        and isinstance(case.body.get("count"), int)
    ):
        case.body["count"] = min(case.body["count"], 20)
    if "agreement_id" in case.path_parameters and not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters["agreement_id"] = ACTIVE
    answer = case.call()
    if case.method != "GET" and answer.status_code < 300:  # else nothing has changed
        seeding.reset(WORLD)
    too_large = answer.status_code == 413  # a refusal, which the check of refusals does not count as one
    case.validate_response(answer, checks=CHECKS[:-1] if too_large or is_bulk else CHECKS)


def test_an_answer_that_differs_from_the_document_is_found(served: Marketplace) -> None:
    """Show that the test above can fail: here the document is wrong."""
    wrong = copy.deepcopy(document())
    wrong["components"]["schemas"]["Health"]["properties"]["version"] = {"type": "integer"}
    operation = schemathesis.openapi.from_dict(wrong)[f"{PREFIX}/health"]["GET"]
    with pytest.raises(FailureGroup):
        operation.Case().call_and_validate(base_url=served.url, checks=CHECKS)


def test_every_route_is_described_once(served: Marketplace) -> None:
    described = served.request("GET", "/openapi.json")
    assert described == document()
    assert described["openapi"] == "3.1.0"
    operations = {(method.upper(), path) for path, each in described["paths"].items() for method in each}
    assert operations == {(each.method, written(each.path)) for each in discover()}
    ids = [operation["operationId"] for each in described["paths"].values() for operation in each.values()]
    assert len(ids) == len(set(ids))


def test_the_document_is_complete() -> None:
    described = document()
    schemas = described["components"]["schemas"]
    Draft202012Validator.check_schema({"$defs": schemas})
    for reference in re.findall(r"'\$ref': '([^']*)'", str(described)):
        place: Any = described
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]
    for path in described["paths"].values():
        for operation in path.values():
            assert operation["summary"].endswith(".")
            assert any(status.startswith("2") for status in operation["responses"])


def test_every_parameter_of_a_filter_is_explained() -> None:
    parameters = document()["paths"]["/_emulator/exchanges"]["get"]["parameters"]
    explained = {each["name"]: each.get("description") for each in parameters}
    assert explained["status"] == "Only this HTTP status, such as 403; 0 if no answer was sent."
    assert explained["license_arn"] == "Only calls about the agreement with this LicenseArn."
    assert all(explained[name] for name in exchange_filter.FILTER.fields)
