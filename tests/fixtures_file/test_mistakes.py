"""A mistake in a fixture file is reported with file, line and path, what was expected, and the nearest known name."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import FixtureError, Marketplace

DEFAULT = Path(__file__).parents[2] / "fixtures" / "marketplace.yaml"


def _refused(tmp_path: Path, text: str) -> str:
    file = tmp_path / "world.yaml"
    file.write_text(text)
    with pytest.raises(FixtureError) as refusal:
        Marketplace([file])
    return str(refusal.value).removeprefix(str(tmp_path) + "/")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (
            "agreement: alder-backup",
            "agreement: alder-bakcup",
            "$.tokens[2].agreement: there is no agreement 'alder-bakcup'; did you mean 'alder-backup'",
        ),
        ("product: tidewater-analytics", "product: tide", "$.agreements[0].product: there is no product 'tide'"),
        ("buyer: birch-hospital", "buyer: birch", "$.agreements[1].buyer: there is no buyer 'birch'; did you mean"),
        (
            "generation: legacy",
            "generation: legcay",
            '$.products[0].generation: generation is "legcay", expected concurrent or legacy',
        ),
        ("free_trial: true", "free_trail: true", "free_trail: 'free_trail' is not a field; did you mean 'free_trial'"),
        ("free_trial: true", "free_trial: 1", "$.agreements[1].free_trial: free_trial is 1, expected true or false"),
        ('"210987654321"', "210987654321", "customer_aws_account_id is 210987654321, expected 12 digits, in quotes"),
        (
            '"210987654321"',
            '"2109"',
            '$.buyers[0].customer_aws_account_id: customer_aws_account_id is "2109", expected 12',
        ),
        ("issued_at: now-5h", "issued_at: 5 hours ago", "$.tokens[6].issued_at: '5 hours ago' is not a time"),
        (
            "start_time: now-2m",
            "start_time: now-99999999d",
            "$.agreements[0].start_time: 'now-99999999d' is out of range",
        ),
        ("status: CANCELLED", "status: CANCELED", 'status is "CANCELED", expected ACTIVE or CANCELLED'),
        (
            'price: "0.002"',
            'price: "0.000000001"',
            "expected US dollars in quotes, such as '0.05', with at most 8 decimal",
        ),
        ("types: [Entitled]", "types: []", "types is [], expected a list of 1 or more items"),
        ("name: Queries", f"name: {'q' * 1001}", "expected text of at most "),
        ("tokens:\n", "token:\n", "$.token: 'token' is not a field; did you mean 'tokens'?"),
        (
            "- name: birch-hospital",
            "- nam: birch-hospital",
            "$.buyers[1].nam: 'nam' is not a field; did you mean 'name'?",
        ),
        (
            "name: cedar-retail",
            "name: alder-logistics",
            "$.buyers[2].name: 'alder-logistics' is already the name of $.buyers[0]; give another",
        ),
        ("buyers:\n", "products:\n", "$.products: is written twice; keep one of them"),
        ("products:\n", "products: [\n", "is not YAML"),
        ("generation: legacy", "generation: !!python/object:os.system legacy", "is not YAML"),
    ],
)
def test_a_mistake(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    text = DEFAULT.read_text().replace(right, wrong, 1)
    assert text != DEFAULT.read_text()
    message = _refused(tmp_path, text)
    assert said in message
    line = int(message.split(":")[1])
    if "YAML" not in message and "already" not in message:
        found = next(number for number, each in enumerate(text.splitlines(), 1) if wrong.strip().split("\n")[0] in each)
        twin = "written twice" in message
        assert line == (found if not twin else line)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tokens: [{}]", "$.tokens[0]: a token needs a `name`"),
        ("tokens: [{token: x}]", "$.tokens[0]: there is no agreement for this token"),
        ("faults: [{operation: ResolveCustomers, error: ThrottlingException}]", "did you mean 'ResolveCustomer'?"),
        ("faults: [{error: ThrottledException}]", "did you mean 'ThrottlingException"),
        ("faults: [{}]", "a fault has exactly one of"),
        ("faults: [{error: ThrottlingException, latency: 1}]", "got latency and error"),
        ("faults: [{latency: -1}]", "$.faults[0].latency"),
        ("faults: [{latency: 1, times: 0}]", "$.faults[0].times"),
        ("faults: [{malformed: jsn}]", '$.faults[0].malformed: malformed is "jsn", expected content_type or empty or'),
        ("faults: [{drop: befor}]", '$.faults[0].drop: drop is "befor", expected after or before'),
        (
            "faults: [{latency: {spread: uniform, leest: 1, most: 2}}]",
            "$.faults[0].latency.leest: 'leest' is not a field; did you mean 'least'?",
        ),
        (
            "faults: [{latency: {spread: unifrm, least: 1, most: 2}}]",
            '$.faults[0].latency.spread: spread is "unifrm", expected uniform or normal or lognormal',
        ),
        (
            "tokens: [{name: t, agreement: null, fault: {error: X, statu: 400}}]",
            "$.tokens[0].fault.statu: 'statu' is not a field; did you mean 'status'?",
        ),
        ("products: [{name: true}]", "$.products[0].name: name is true, expected text; write it in quotes"),
        ("products: [{name: 5}]", "$.products[0].name: name is 5, expected text; write it in quotes"),
        ("readings:\n  token_lifetime: 4h\n  second_resolv: expired", "3: $.readings.second_resolv: "),
        ("readings: {second_resolv: expired}", "did you mean 'second_resolve"),
        ("readings: {second_resolve: never}", "expected same_answer or expired"),
        (
            "readings:\n  second_resolve: expired\n  token_lifetime: 4",
            "3: $.readings.token_lifetime: token_lifetime is 4,",
        ),
        ("products: &a [*a]", "1: $.products[0]: is an alias of a value that contains it"),
        ("products:\n  - &a\n    name: *a", "3: $.products[0].name: is an alias of a value that contains it"),
        (
            "products: [{name: p}]\nbuyers: [{name: b}]\nagreements: [{name: a, product: p, buyer: b}]\ntokens:\n"
            "  - {token: mine}\n  - {token: valid}",
            "world.yaml:6: $.tokens[1].token: 'valid' is a token in every world; give another",
        ),
        (
            "tokens: [{token: x, agreement: null}, {name: t}, {name: t}]",
            "$.tokens[2].name: 't' is already the name of $.tokens[1]",
        ),
        (
            "tokens: [{token: x, agreement: null, fault: {error: ThrottlingException, token: y}}]",
            "$.tokens[0].fault.token: a token's fault is bound to that token; leave this out",
        ),
        (
            "tokens: [{token: x, agreement: null, fault: {hang: true, operation: ListAgreementCharges}}]",
            "$.tokens[0].fault: the emulator does not answer ListAgreementCharges yet, so it cannot tell which token a call is about",
        ),
        (
            "\n".join(
                ["a: &a [x, x, x, x, x, x, x, x, x]"]
                + [f"{name}: &{name} [{', '.join([f'*{inner}'] * 9)}]" for inner, name in pairwise("abcdefghijkl")]
            ),
            "has more than 5,000,000 values, with aliases written out; make it smaller",
        ),
        ("- a list", 'the file is ["a list"], expected an object'),
        ("just words", 'the file is "just words", expected an object'),
        ("\ttabs", "is not YAML"),
    ],
)
def test_a_mistake_of_meaning(tmp_path: Path, text: str, said: str) -> None:
    assert said in _refused(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        'products: [{"\\e[31m": 1}]',
        'readings: {"\\x9b31m": "1"}',
        'products: [{name: p, dimensions: [{key: "\\u202egnp"}]}]',
        'products: [{name: p, dimensions: [{key: p, contract_prices: {"\\e]0;title\\a": "1"}}]}]',
    ],
)
def test_a_mistake_is_told_without_anything_that_a_terminal_obeys(tmp_path: Path, text: str) -> None:
    file = tmp_path / "\x1b[31m.yaml"
    file.write_text(text)
    with pytest.raises(FixtureError) as raised:
        Marketplace(file)
    assert str(raised.value).isprintable()


def test_a_missing_file() -> None:
    with pytest.raises(FixtureError, match=r"nowhere\.yaml: cannot be read: No such file"):
        Marketplace(["nowhere.yaml"])


def test_an_empty_file_is_an_empty_world(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(
        "products: [{name: only}]\nbuyers: [{name: b}]\nagreements: [{name: a, product: only, buyer: b}]\n"
    )
    with Marketplace([tmp_path / "world.yaml"]) as marketplace:
        assert [each["name"] for each in marketplace.products()] == ["only"]
        assert marketplace.client().resolve_customer(RegistrationToken="valid")


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=120) | st.binary(max_size=80))
def test_any_text_is_a_world_or_a_mistake(tmp_path: Path, text: str | bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    with suppress(FixtureError):
        Marketplace([file]).close()


def test_an_anchor_used_twice_is_not_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "world.yaml").write_text(
        "products:\n  - &one {name: one, generation: legacy}\n  - {<<: *one, name: two}\n"
    )
    with Marketplace([tmp_path / "world.yaml"]) as marketplace:
        assert [each["generation"] for each in marketplace.products()] == ["legacy", "legacy"]


def test_an_agreement_that_ends_before_it_starts(tmp_path: Path) -> None:
    agreement = "{name: a, product: p, buyer: b, end_time: now-3d}"
    said = _refused(tmp_path, f"products: [{{name: p}}]\nbuyers: [{{name: b}}]\nagreements: [{agreement}]")
    assert "world.yaml:3: $.agreements[0]: end_time" in said


def test_the_file_of_the_error_tokens_may_be_given_too() -> None:
    words = DEFAULT.with_name("error_tokens.yaml")
    with Marketplace([DEFAULT, words]) as marketplace:
        assert marketplace.client().resolve_customer(RegistrationToken="valid")
    Marketplace([words]).close()
