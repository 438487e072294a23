"""The command as a process: its start, its defaults, and its end when a service, a reader or a person interrupts it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import resource
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from marketplace_emulator import Marketplace
from marketplace_emulator.aws_cli import failures
from tests.aws_cli.genuine import OURS, Desk, Outcome, executable
from tests.eventually import eventually

RESOLVE = ["meteringmarketplace", "resolve-customer", "--registration-token"]


@pytest.fixture
def alone(desk: Desk, served: Marketplace) -> Desk:
    """A desk with its own emulator, so that a test can add faults."""
    return Desk(desk.folder, served.url, {})


def test_a_person_with_nothing_configured_can_paste_a_line(served: Marketplace, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MARKETPLACE_EMULATOR_URL": served.url}
    command = [*OURS, *RESOLVE, served.mint_token(), "--query", "ProductCode", "--output", "text"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == served.products()[0]["product_code"]
    assert served.exchanges()[-1]["account"] == served.products()[0]["seller_account"]


def test_a_timestamp_in_milliseconds_is_said_to_be_one(alone: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = ["--product-code", "any", "--usage-dimension", "any", "--timestamp", "1795915970123"]
    done = alone.run_ours_here(["meteringmarketplace", "meter-usage", *usage], monkeypatch)
    assert (done.code, done.stdout) == (255, "")
    assert "expected seconds since 1970, not milliseconds" in done.stderr


def test_a_skeleton_starts_no_client_and_answers_in_under_half_a_second() -> None:
    """Check the imports and the CPU time; the wall clock also counts other programs on the machine."""
    line = ["meteringmarketplace", "resolve-customer", "--generate-cli-skeleton"]
    script = (
        "import sys\nfrom marketplace_emulator.aws_cli.command_line import run\n"
        f"run({line!r})\n"
        "sys.exit(' '.join({'boto3', 'botocore.session', 'botocore.client', 'yaml', 'sqlalchemy'} & {*sys.modules}) or None)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), "these are imported, and cost more than the answer"
    took = []
    for _ in range(5):
        began = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([*OURS, *line], capture_output=True, check=True)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime)
    assert min(took) < 0.5


@pytest.mark.parametrize(("kind", "option"), [("input", "--cli-input-json"), ("yaml-input", "--cli-input-yaml")])
def test_a_filled_in_skeleton_is_accepted_as_input(
    kind: str, option: str, alone: Desk, served: Marketplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = served.mint_token()
    empty = alone.run_ours_here([*RESOLVE[:2], "--generate-cli-skeleton", kind], monkeypatch).stdout
    filled = empty.replace('""', f'"{token}"').replace("''", f"'{token}'")
    ended = alone.run_ours_here([*RESOLVE[:2], option, filled], monkeypatch)
    assert (ended.code, json.loads(ended.stdout)["ProductCode"]) == (0, served.products()[0]["product_code"])


def test_no_skeleton_sends_a_request(alone: Desk, served: Marketplace, monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("input", "yaml-input", "output"):
        ended = alone.run_ours_here([*RESOLVE, "x", "--generate-cli-skeleton", kind], monkeypatch)
        assert ended.code == 0
    assert served.exchanges() == []


def test_without_credentials_the_genuine_clis_stop_and_ours_goes_on(alone: Desk, served: Marketplace) -> None:
    """Show the reason for a difference that the documentation lists."""
    none = {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
    assert alone.run("v2", [*RESOLVE, "x"], **none).code == 253
    assert alone.run("ours", [*RESOLVE, served.mint_token()], **none).code == 0


def test_half_a_pair_of_credentials_is_not_replaced(alone: Desk) -> None:
    half = {"AWS_SECRET_ACCESS_KEY": ""}
    assert alone.run("ours", [*RESOLVE, "x"], **half) == alone.run("v2", [*RESOLVE, "x"], **half)


def test_it_never_reaches_aws_by_the_environment_of_another_client(alone: Desk) -> None:
    elsewhere = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_MARKETPLACE_METERING": "http://127.0.0.1:9",
    }
    ended = alone.run("ours", [*RESOLVE, "nonsense"], **elsewhere)
    assert "InvalidTokenException" in ended.stderr


ROLES = """
[default]
[profile role]
role_arn = arn:aws:iam::123456789012:role/seller
source_profile = keys
[profile keys]
aws_access_key_id = AKIAMARKETPLACELOCAL
aws_secret_access_key = local-secret-access-key-of-the-seller
[profile sign-on]
sso_start_url = https://seller.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = seller
[profile session]
sso_session = seller
sso_account_id = 123456789012
sso_role_name = seller
[sso-session seller]
sso_start_url = https://seller.awsapps.com/start
sso_region = us-east-1
[profile login]
login_session = arn:aws:iam::123456789012:user/seller
"""


@pytest.mark.parametrize("profile", ["default", "role", "sign-on", "session", "login"])
def test_no_role_and_no_single_sign_on_is_looked_up(profile: str, alone: Desk, served: Marketplace) -> None:
    """Configure credentials that need a call to AWS; the command calls as the default seller instead."""
    (alone.folder / "roles").write_text(ROLES)
    (alone.folder / "identity").write_text("a token of somebody's cluster")
    variables = {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_CONFIG_FILE": str(alone.folder / "roles"),
        "AWS_PROFILE": profile,
        "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/seller",
        "AWS_WEB_IDENTITY_TOKEN_FILE": str(alone.folder / "identity"),
    }
    ended = alone.run("ours", [*RESOLVE, served.mint_token()], **variables)
    assert (ended.code, ended.stderr) == (0, "")
    assert served.exchanges()[-1]["account"] == served.products()[0]["seller_account"]


def test_starting_an_emulator_is_not_suggested_for_another_host() -> None:
    elsewhere = EndpointConnectionError(endpoint_url="https://sts.amazonaws.com/")
    with (
        pytest.raises(EndpointConnectionError) as raised,
        failures.telling_if_nothing_listens("http://127.0.0.1:4100"),
    ):
        raise elsewhere
    assert failures.message(raised.value) == f"\n{elsewhere}\n"


def test_no_proxy_stands_between_a_line_and_this_machine(alone: Desk, served: Marketplace) -> None:
    """Set a proxy that does not run: the genuine CLIs reach nothing, and ours reaches this machine but no other."""
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}
    assert alone.run("ours", [*RESOLVE, served.mint_token()], **proxy).code == 0
    elsewhere = alone.run("ours", [*RESOLVE, "x", "--endpoint-url", "http://emulator.example"], **proxy)
    assert (elsewhere.code, "proxy" in elsewhere.stderr) == (255, True)


def test_a_file_is_read_in_the_encoding_that_a_variable_names(alone: Desk, served: Marketplace) -> None:
    (alone.folder / "token-in-latin-1.txt").write_bytes("é\r\nb".encode("latin-1"))
    line = [*RESOLVE, "file://token-in-latin-1.txt"]
    ended = [alone.run(version, line, AWS_CLI_FILE_ENCODING="latin-1") for version in ("ours", "v2")]
    assert ended[0] == ended[1]
    assert [exchange["parameters"] for exchange in served.exchanges()] == [{"RegistrationToken": "é\nb"}] * 2
    unknown = [alone.run(version, line, AWS_CLI_FILE_ENCODING="klingon") for version in ("ours", "v2")]
    assert unknown[0] == unknown[1] == Outcome(255, "", "\nunknown encoding: klingon\n")


@pytest.mark.parametrize("url", ["nowhere", "localhost:4100"])
def test_a_variable_that_is_not_a_url_is_named(url: str, alone: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Desk(alone.folder, url, {}).run_ours_here([*RESOLVE, "x"], monkeypatch)
    assert ended.code == 252
    assert ended.stderr.startswith(f'\nBad value for MARKETPLACE_EMULATOR_URL "{url}": scheme is missing.')
    assert "http://127.0.0.1:4100" in ended.stderr


def test_an_interrupt_ends_with_130(alone: Desk, served: Marketplace) -> None:
    served.add_fault(operation="ResolveCustomer", hang=True)
    process = subprocess.Popen(
        [*OURS, *RESOLVE, "x"], env=dict(alone.environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until_called(served)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert Outcome(process.returncode, stdout, stderr) == Outcome(130, "\n", "")


def until_called(marketplace: Marketplace) -> None:
    """Wait until a fault has been applied, that is, until the request has arrived."""
    eventually(lambda: any(fault["applied"] for fault in marketplace.faults()), "a request has arrived")


def test_a_reader_that_closes_the_output_is_not_a_failure(alone: Desk) -> None:
    line = " ".join(
        [*OURS, "marketplace-agreement", "create-agreement-request", "help", "| true; echo ${PIPESTATUS[0]}"]
    )
    done = subprocess.run(
        ["bash", "-c", line], env=dict(alone.environment), capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_full_disk_is_reported_in_one_line(alone: Desk) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*OURS, *RESOLVE[:2], "--generate-cli-skeleton"],
            env=dict(alone.environment),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (255, "\n[Errno 28] No space left on device\n")


@pytest.mark.parametrize("columns", [50, 160])
def test_a_table_fits_the_terminal(columns: int, desk: Desk) -> None:
    line = ["marketplace-entitlement", "get-entitlements", "--product-code", "x", "--generate-cli-skeleton", "output"]
    formatted = [*line, "--output", "table", "--color", "off"]
    ours = on_terminal([*OURS, *formatted], columns, desk)
    assert ours == on_terminal([executable("v2"), *formatted], columns, desk)
    assert max(map(len, ours.splitlines())) > 40


def on_terminal(command: list[str], columns: int, desk: Desk) -> str:
    """Return a command's output on a terminal of this width."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, columns))
    process = subprocess.Popen(command, env=dict(desk.environment), stdin=subprocess.DEVNULL, stdout=follower)
    os.close(follower)
    shown = b""
    with contextlib.suppress(OSError):  # how Linux reports the end of a terminal
        while chunk := os.read(leader, 65536):
            shown += chunk
    os.close(leader)
    assert process.wait(timeout=120) == 0
    return shown.decode()


def test_debug_logs_the_request_and_shows_where_a_failure_arose(alone: Desk) -> None:
    ended = alone.run("ours", [*RESOLVE, "x", "--debug"])
    assert "botocore.endpoint - DEBUG - Making request for OperationModel(name=ResolveCustomer)" in ended.stderr
    assert "Traceback (most recent call last)" in ended.stderr
    assert ended.stderr.endswith("Registration token is invalid\n")


def test_version_names_this_program_and_botocore(alone: Desk) -> None:
    ended = alone.run("ours", ["--version"])
    assert ended.code == 0
    assert ended.stdout.startswith("marketplace-emulator/")
    assert "botocore/" in ended.stdout
