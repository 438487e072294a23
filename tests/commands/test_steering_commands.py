"""The commands that steer an emulator: their effects, output and errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.exceptions
import click
import pytest
from botocore.config import Config
from click.testing import CliRunner, Result

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main

Run = Callable[..., Result]
ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def run(served: Marketplace) -> Run:
    """Run a command that finds the emulator through MARKETPLACE_EMULATOR_URL, and check its exit code."""

    def command(*words: str, code: int = 0) -> Result:
        result = CliRunner().invoke(main, words, env={"MARKETPLACE_EMULATOR_URL": served.url})
        assert result.exit_code == code, result.output
        return result

    return command


def code_of(served: Marketplace, token: str = "valid") -> str:
    """Resolve a token once and return the outcome."""
    try:
        served.client(config=ONCE).resolve_customer(RegistrationToken=token)
    except botocore.exceptions.ClientError as error:
        return str(error.response["Error"]["Code"])
    return "ok"


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """List all commands of a group and its subgroups, each with the words that call it."""
    context, found = click.Context(group), []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found.append(((*words, name), command))
        if isinstance(command, click.Group):
            found += leaves(command, (*words, name))
    return found


HELPED = [pytest.param(*each, id=" ".join(each[0])) for each in leaves(main) if each[0] != ("aws",)]
"""All but `aws`, whose help is the AWS CLI's."""


@pytest.mark.parametrize(("words", "command"), HELPED)
def test_every_command_has_help_with_an_example_of_itself(words: tuple[str, ...], command: click.Command) -> None:
    answer = CliRunner().invoke(main, [*words, "--help"])
    assert answer.exit_code == 0
    example = re.search(r"^ *Example: marketplace-emulator (.*)$", answer.output, re.MULTILINE)
    assert example is not None
    assert " ".join(words) in example[1] or isinstance(command, click.Group)
    assert command.help is not None
    assert f"marketplace-emulator {example[1]}\n" in f"{command.help}\n", "the example is whole, on a line of its own"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(words)} {parameter.name} has no help"


def test_token_mint_prints_only_the_token(run: Run, served: Marketplace) -> None:
    assert code_of(served, run("token", "mint").stdout.strip()) == "ok"


def test_token_mint_json_has_the_form(run: Run) -> None:
    minted = json.loads(run("token", "mint", "--agreement", "birch-analytics-trial", "--json").stdout)
    assert minted["form"] == {
        "x-amzn-marketplace-token": minted["token"],
        "x-amzn-marketplace-offer-type": "free-trial",
    }


def test_token_mint_for_a_product_and_a_buyer_by_name(run: Run, served: Marketplace) -> None:
    words = ("--product", "harbor-backup", "--buyer", "alder-logistics", "--json")
    minted = json.loads(run("token", "mint", *words).stdout)
    expected = next(each for each in served.agreements() if each["name"] == "alder-backup")
    assert minted["agreement_id"] == expected["agreement_id"]


def test_token_mint_of_an_expired_token(run: Run, served: Marketplace) -> None:
    assert code_of(served, run("token", "mint", "--expires-in", "-1s").stdout.strip()) == "ExpiredTokenException"


def test_token_list_shortens_unless_asked(run: Run) -> None:
    shown = run("token", "list").stdout
    assert "alder-analytics" in shown
    assert all(len(line.split()[0]) < 30 for line in shown.splitlines())
    full = json.loads(run("token", "list", "--json", "--full", "--agreement", "alder-backup").stdout)
    assert [len(each["token"]) for each in full] == [184]


def test_product_create_and_list(run: Run) -> None:
    words = ("--generation", "legacy", "--seller-account", "444455556666", "--product-id", "prod-1")
    code = run("product", "create", "tidewater-search", *words, "--product-code", "search").stdout
    assert code == "search\n"
    made = next(
        each for each in json.loads(run("product", "list", "--json").stdout) if each["name"] == "tidewater-search"
    )
    assert made == {
        "name": "tidewater-search",
        "product_code": "search",
        "product_id": "prod-1",
        "generation": "legacy",
        "seller_account": "444455556666",
        "dimensions": [],
    }
    assert re.search(
        r"^search +tidewater-search +legacy +444455556666 +-$", run("product", "list").stdout, re.MULTILINE
    )
    assert json.loads(run("product", "create", "other", "--json").stdout)["generation"] == "concurrent"
    assert "already exists" in run("product", "create", "other", code=1).stderr


def test_product_create_with_dimensions_and_an_agreement_to_them(run: Run) -> None:
    run("product", "create", "anchor-crm", "--metered", "calls=0.01", "--metered", "gb", "--entitled", "gb")
    made = json.loads(run("product", "list", "--json").stdout)[-1]["dimensions"]
    assert [(each["key"], each["types"], each["price"]) for each in made] == [
        ("calls", ["ExternallyMetered"], "0.01"),
        ("gb", ["ExternallyMetered", "Entitled"], None),
    ]
    words = ("agreement", "create", "--product", "anchor-crm", "--buyer", "cedar-retail", "--entitle")
    assert json.loads(run(*words, "gb=25", "--json").stdout)["entitlements"] == {"gb": 25}
    assert json.loads(run(*words, "gb=large", "--json").stdout)["entitlements"] == {"gb": "large"}
    assert "give it as DIMENSION=VALUE" in run(*words, "gb", code=2).stderr
    assert "'calls' is not Entitled" in run(*words, "calls=1", code=1).stderr


def test_buyer_suspend_and_restore(run: Run, served: Marketplace) -> None:
    account = served.buyers()[0]["customer_aws_account_id"]
    assert run("buyer", "suspend", "alder-logistics").stdout == f"{account} is suspended\n"
    assert json.loads(run("buyer", "suspend", account, "--json").stdout)["suspended"] is True
    assert re.search(rf"^{account} .* true$", run("buyer", "list").stdout, re.MULTILINE)
    assert run("buyer", "restore", "alder-logistics").stdout == f"{account} is not suspended\n"
    assert served.buyers()[0]["suspended"] is False
    assert "did you mean 'alder-logistics'" in run("buyer", "suspend", "alder-logistic", code=1).stderr


def test_buyer_create_and_list(run: Run) -> None:
    account = run("buyer", "create", "elm-freight", "--customer-identifier", "elm").stdout.strip()
    assert re.fullmatch("[0-9]{12}", account)
    assert re.search(rf"^{account} +elm-freight +elm +false$", run("buyer", "list").stdout, re.MULTILINE)
    given = ("--customer-aws-account-id", "123456789012", "--json")
    made = json.loads(run("buyer", "create", "fir-travel", *given).stdout)
    assert made in json.loads(run("buyer", "list", "--json").stdout)
    assert made["customer_aws_account_id"] == "123456789012"
    assert "expected 12 digits" in run("buyer", "create", "x", "--customer-aws-account-id", "12", code=1).stderr


def test_agreement_create_cancel_and_list(run: Run, served: Marketplace) -> None:
    made = run("agreement", "create", "--product", "harbor-backup", "--buyer", "birch-hospital", "--free-trial").stdout
    agreement_id = made.strip()
    assert served.request("GET", f"/agreements/{agreement_id}")["free_trial"] is True
    assert f"{agreement_id} is EXPIRED since" in run("agreement", "cancel", agreement_id, "--status", "EXPIRED").stdout
    listed = json.loads(run("agreement", "list", "--status", "EXPIRED", "--json").stdout)
    assert [each["agreement_id"] for each in listed] == [agreement_id]
    shown = run("agreement", "list", "--product", "harbor-backup", "--buyer", "birch-hospital").stdout
    assert agreement_id in shown
    assert listed[0]["license_arn"] in shown


def test_agreement_create_by_the_thousand(run: Run, served: Marketplace) -> None:
    words = ("agreement", "create", "--product", "harbor-backup", "--count", "1000", "--name", "load")
    answer = run(*words, "--entitle", "gb_protected=12").stdout
    assert answer == "1000 buyers, 1000 agreements, 1000 tokens, named load-1 to load-1000\n"
    assert len([each for each in served.entitlements() if each["value"] == 12]) == 1000


def test_fault_add_list_and_clear(run: Run, served: Marketplace) -> None:
    fault_id = run(
        "fault", "add", "--operation", "ResolveCustomer", "--error", "ThrottlingException", "--times", "2"
    ).stdout.strip()
    assert code_of(served) == "ThrottlingException"
    shown = next(each for each in json.loads(run("fault", "list", "--json").stdout) if each["fault_id"] == fault_id)
    assert (shown["seen"], shown["applied"], shown["rule"]["times"]) == (1, 1, 2)
    assert f"{fault_id} " in run("fault", "list").stdout
    run("fault", "clear", fault_id)
    assert code_of(served) == "ok"
    run("fault", "clear")
    assert run("fault", "list").stdout == ""


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (("--latency", "250ms"), {"latency": "250ms"}),
        (("--latency", "2"), {"latency": 2}),
        (
            ("--latency", '{"spread": "normal", "mean": 1, "deviation": 0.5}'),
            {"latency": {"spread": "normal", "mean": 1, "deviation": 0.5}},
        ),
        (("--hang", "--until", "now+1h", "--region", "eu-west-1"), {"hang": True, "region": "eu-west-1"}),
        (("--drop", "after", "--on-call", "3"), {"drop": "after", "on_call": 3}),
        (("--truncate", "10", "--account", "111122223333"), {"truncate": 10, "account": "111122223333"}),
        (("--malformed", "html", "--probability", "0.5", "--seed", "7"), {"probability": 0.5, "seed": 7}),
        (("--extra-members", "true", "--token", "12345"), {"extra_members": True, "token": "12345"}),
        (
            ("--extra-members", '{"Region": "x"}', "--token", "null"),
            {"extra_members": {"Region": "x"}, "token": "null"},
        ),
        (("--missing-members", '["ProductCode"]'), {"missing_members": ["ProductCode"]}),
        (("--expired-credentials",), {"expired_credentials": True}),
        (("--hang", "--token", '["a"]'), {"token": '["a"]'}),
        (("--error", "InternalFailure", "--message", '{"a":1}'), {"message": '{"a":1}'}),
        (("--error", "InternalFailure", "--message", "true", "--status", "500"), {"message": "true", "status": 500}),
    ],
)
def test_fault_add_takes_every_kind(run: Run, words: tuple[str, ...], rule: dict[str, Any]) -> None:
    added = json.loads(run("fault", "add", *words, "--json").stdout)["rule"]
    assert {name: added[name] for name in rule} == rule


def test_clock_is_moved_forward_and_back_set_frozen_and_resumed(run: Run) -> None:
    frozen = json.loads(run("clock", "set", "2030-01-01T00:00:00Z", "--frozen", "--json").stdout)
    assert frozen["now"] == "2030-01-01T00:00:00Z"
    assert json.loads(run("clock", "advance", "5h", "--json").stdout)["now"] == "2030-01-01T05:00:00Z"
    assert run("clock", "advance", "-10m").stdout.startswith("2030-01-01T04:50:00Z frozen, +")
    assert json.loads(run("clock", "resume", "--json").stdout)["mode"] == "running"
    assert json.loads(run("clock", "freeze", "--json").stdout)["mode"] == "frozen"
    assert json.loads(run("clock", "show", "--json").stdout)["now"].startswith("2030-01-01T04:50:0")


@pytest.mark.parametrize(("by", "minutes"), [("-5h", -300), ("-1h30m", -90), ("-2d3h", -3060), ("-90s", -1.5)])
def test_clock_advance_moves_back_by_every_unit(run: Run, by: str, minutes: float) -> None:
    run("clock", "set", "2030-01-01T00:00:00Z", "--frozen")
    after = json.loads(run("clock", "advance", by, "--json").stdout)["now"]
    assert datetime.fromisoformat(after) - datetime(2030, 1, 1, tzinfo=UTC) == timedelta(minutes=minutes)


def test_reading_set_and_list(run: Run) -> None:
    assert run("reading", "set", "token_lifetime=1h").stdout == "token_lifetime=1h\n"
    shown = run("reading", "list").stdout
    assert "  * 1h  (doc: " in shown
    assert "    4h  (doc: " in shown
    listed = {each["name"]: each["value"] for each in json.loads(run("reading", "list", "--json").stdout)}
    assert listed["token_lifetime"] == "1h"
    assert json.loads(run("reading", "set", "error_type=namespaced", "--json").stdout)["error_type"] == "namespaced"


def test_snapshot_save_restore_list_and_forget(run: Run, served: Marketplace) -> None:
    run("snapshot", "save", "mine")
    served.set_readings(token_lifetime="1h")
    run("snapshot", "restore", "mine")
    assert served.readings()["token_lifetime"] == "4h"
    assert "mine" in run("snapshot", "list").stdout
    assert "mine" in {each["name"] for each in json.loads(run("snapshot", "list", "--json").stdout)}
    run("snapshot", "forget", "mine")
    assert "mine" not in run("snapshot", "list").stdout


def test_reset_of_everything_and_of_parts(run: Run, served: Marketplace) -> None:
    served.set_readings(token_lifetime="1h")
    served.add_fault(hang=True, operation="MeterUsage")
    count = len(served.faults())
    run("reset", "--only", "tokens,readings")
    assert (served.readings()["token_lifetime"], len(served.faults())) == ("4h", count)
    run("reset")
    assert len(served.faults()) == count - 1


def test_fixtures_check_counts_or_points_at_the_mistake(run: Run, tmp_path: Any) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("products:\n  - name: tidewater\nbuyers:\n  - name: alder\n  - name: birch\n")
    bad.write_text("products:\n  - name: tidewater\n    generatoin: legacy\n")
    assert "products: 1, buyers: 2" in run("fixtures", "check", str(good)).stdout
    assert json.loads(run("fixtures", "check", str(good), "--json").stdout)["holds"]["buyers"] == 2
    refused = run("fixtures", "check", str(bad), code=1)
    assert f"{bad}:3: $.products[0].generatoin" in refused.stderr
    assert json.loads(run("fixtures", "check", str(bad), "--json", code=1).stdout)["ok"] is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("token", "mint", "--agreement", "nobody"), "there is no agreement 'nobody'"),
        (("token", "mint", "--expires-in", "soon"), "'soon' is not a length of time"),
        (("agreement", "cancel", "nobody"), "there is no agreement 'nobody'"),
        (("agreement", "cancel", "cedar-analytics"), "has already ended"),
        (("fault", "add", "--error", "ThrotlingException"), "did you mean 'ThrottlingException"),
        (("fault", "add"), "exactly one of"),
        (("fault", "clear", "fault-9999"), "there is no fault 'fault-9999'"),
        (("clock", "advance", "far"), "'far' is not a length of time"),
        (("clock", "set", "tomorrow"), "'tomorrow' is not a time"),
        (("reading", "set", "token_lifetme=1h"), "did you mean 'token_lifetime"),
        (("reset", "--only", "token"), "did you mean 'tokens'"),
        (
            ("token", "mint", "--agreement", "alder-bakup"),
            "there is no agreement 'alder-bakup'; did you mean 'alder-backup",
        ),
        (("agreement", "list", "--product", "nosuch"), "there is no product 'nosuch'; expected one of '"),
        (
            ("agreement", "list", "--buyer", "nosuch"),
            "there is no buyer 'nosuch'; expected one of 'alder-logistics', 'birch",
        ),
        (("buyer", "suspend", "alder"), "there is no buyer 'alder'; did you mean 'alder-logistics'?"),
        (("fault", "add", "--error", "ThrottlingException", "--buyer", "Cedar"), "did you mean 'cedar-retail'?"),
        (("token", "list", "--agreement", "nosuch"), "there is no agreement 'nosuch'; expected one of 'agmt-"),
        (("snapshot", "restore", "nothing"), "there is no snapshot 'nothing'"),
    ],
)
def test_a_refusal_is_one_line_and_exit_1(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run(*words, code=1)
    assert said in refused.stderr
    assert refused.stderr.startswith("Error: ")
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("token", "mnt"),
        ("fault", "add", "--latncy", "2"),
        ("fault", "add", "--drop", "sometimes"),
        ("reading", "set", "token_lifetime"),
        ("reading", "set", "second_resolve=expired", "second_resolve=same_answer"),
        ("clock", "advance"),
        ("agreement", "create", "--product", "harbor-backup"),
        ("agreement", "create", "--product", "harbor-backup", "--count", "0"),
        ("agreement", "create", "--product", "harbor-backup", "--count", "2", "--end-time", "now+14d"),
    ],
)
def test_an_unreadable_command_is_exit_2(run: Run, words: tuple[str, ...]) -> None:
    assert "Usage:" in run(*words, code=2).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("leger",), "'leger' is not a command; did you mean 'ledger'?"),
        (("clock", "sett"), "'sett' is not a command; did you mean 'set'?"),
        (("agreement", "end"), "'end' is not a command; expected one of 'cancel', 'create', 'list'"),
    ],
)
def test_a_wrong_command_is_told_the_nearest_ones_at_every_level(run: Run, words: tuple[str, ...], said: str) -> None:
    assert said in run(*words, code=2).stderr


def test_without_an_emulator_the_next_step_is_named() -> None:
    answer = CliRunner().invoke(main, ["token", "mint", "--url", "http://127.0.0.1:9"])
    assert answer.exit_code == 1
    assert "no emulator answers at http://127.0.0.1:9" in answer.stderr
    assert "marketplace-emulator serve" in answer.stderr


def test_the_url_option_goes_before_the_environment(served: Marketplace) -> None:
    command = [sys.executable, "-m", "marketplace_emulator", "token", "mint", "--url", served.url]
    answer = subprocess.run(
        command, env={"MARKETPLACE_EMULATOR_URL": "http://127.0.0.1:9"}, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, len(answer.stdout.strip())) == (0, 184), answer.stderr


def test_options_that_belong_together_are_named_as_options(run: Run) -> None:
    told = run("token", "mint", "--product", "harbor-backup", code=2).output
    assert "--product and --buyer together name an agreement" in told


def test_a_fault_takes_names_and_identifiers_of_its_nouns(run: Run, served: Marketplace) -> None:
    buyer = served.buyers()[0]
    for option in ("--buyer", "--customer-aws-account-id"):
        for given in (buyer["name"], buyer["customer_aws_account_id"]):
            added = json.loads(run("fault", "add", "--hang", option, given, "--json").stdout)["rule"]
            assert added["customer_aws_account_id"] == buyer["customer_aws_account_id"]
    assert (
        "there is no buyer 'alder-logistic'"
        in run("fault", "add", "--hang", "--buyer", "alder-logistic", code=1).stderr
    )
