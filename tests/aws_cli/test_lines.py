"""Every command line of the table gives the same result with our `aws` as with the AWS CLI v2, and at night with v1 too."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

import pytest
from botocore import xform_name

from marketplace_emulator.operations import HERE
from tests.aws_cli import line as reasons_of
from tests.aws_cli.genuine import Desk, Outcome
from tests.aws_cli.line import DEBUG, Line
from tests.aws_cli.lines import LINES

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "aws-command.md"
TABLE = [
    pytest.param(line, id=f"{subject}-{number:02}", marks=[pytest.mark.nightly] if line.nightly else [])
    for subject, rows in LINES.items()
    for number, line in enumerate(rows, start=1)
]


@pytest.mark.parametrize("line", TABLE)
def test_a_line_ends_as_with_the_newest_genuine_cli(line: Line, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(line, line.versions[-1:], desk, monkeypatch)


@pytest.mark.nightly
@pytest.mark.parametrize("line", TABLE)
def test_a_line_ends_as_with_every_genuine_cli(line: Line, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(line, line.versions, desk, monkeypatch)


def compare(line: Line, versions: Sequence[str], desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """Compare requests, stdout, the exit code, and stderr: with v2 byte for byte, with v1 only its end."""
    before = desk.newest()
    ended = desk.run_all(desk.words(line.words), patch, versions)
    sent = sent_by_each(desk.exchanges(after=before))
    ours = ended["ours"]
    for version in versions:
        holds = ours == ended["v2"] if version == "v2" else is_as_v1(ours, ended["v1"])
        if version in line.differs:
            assert not holds, f"{version} does not differ any more; take {line.differs[version]!r} from this line"
        else:
            assert holds, f"{line.words}\nours: {ours}\n  {version}: {ended[version]}"
        if version not in line.differs or line.differs[version] == DEBUG:
            assert sent["ours"] == sent[version], line.words
    if line.ours is not None:
        code, part = line.ours[0], Template(line.ours[1]).safe_substitute(desk.names)
        assert (ours.code, part in ours.stdout + ours.stderr) == (code, True), f"{line.words}\nours: {ours}"
    assert "Traceback" not in ours.stderr


def sent_by_each(exchanges: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the requests and callers of each CLI, by attempt, without the random ClientToken of each call."""
    sent: dict[str, list[Any]] = {"ours": [], "v1": [], "v2": []}
    for exchange in exchanges:
        agent = re.match(r"aws-cli/(\d)", exchange["request_headers"]["user-agent"])
        body = json.loads(exchange["request_body"]["text"] or "{}")
        body = {name: value for name, value in body.items() if name.lower() != "clienttoken"}
        signed = "authorization" in exchange["request_headers"]
        sent[f"v{agent[1]}" if agent else "ours"].append(
            (exchange["operation"], body, signed, exchange["account"], exchange["region"])
        )
    return sent


def is_as_v1(ours: Outcome, v1: Outcome) -> bool:
    """Compare except for the exit codes: v1 has only 2 for what argparse refuses, and 255 for everything else."""
    codes = v1.code == 0 if ours.code == 0 else v1.code in (2, 255)
    return codes and ours.stdout == v1.stdout and ours.complaint == v1.complaint


def test_the_table_names_every_operation_that_lives_here() -> None:
    """Find operations that the table does not have yet."""
    assert len(TABLE) >= 60
    named = {word for rows in LINES.values() for line in rows for word in line.words.split()}
    assert [name for name in HERE if xform_name(name, "-") not in named] == []


def test_every_difference_has_its_reason_in_the_documentation() -> None:
    written = DOCUMENTATION.read_text()
    reasons = {reason for rows in LINES.values() for line in rows for reason in line.differs.values()}
    assert reasons <= {value for name, value in vars(reasons_of).items() if name.isupper() and isinstance(value, str)}
    assert [reason for reason in sorted(reasons) if reason not in written] == []
