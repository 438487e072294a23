"""The genuine AWS CLIs beside ours: where they are, and what each does with one line."""

from __future__ import annotations

import gzip
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

import botocore
import pytest

from marketplace_emulator import connect
from marketplace_emulator.aws_cli.command_line import run
from marketplace_emulator.catalogue import SERVICES
from tests.conftest import missing
from tests.preloaded import Preloaded

OURS = [sys.executable, "-m", "marketplace_emulator", "aws"]
LOCALE = {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
INSTALL = {"v1": "pip install awscli", "v2": "apt-get install awscli, or https://aws.amazon.com/cli/"}


@dataclass(frozen=True)
class Outcome:
    """How a line ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def complaint(self) -> list[str]:
        """What stderr says after the usage, in which v1 advertises v2 and sets its empty lines elsewhere."""
        said = self.stderr.rpartition("aws <command> <subcommand> help\n")[2]
        return [line.rstrip() for line in said.strip().splitlines()]


@cache
def executables() -> dict[str, str]:
    """Find an `aws` of each major version, beside this Python, on PATH, and where Debian and AWS put it."""
    places = [
        str(Path(sys.executable).parent),
        *os.environ.get("PATH", "").split(os.pathsep),
        "/usr/bin",
        "/usr/local/bin",
    ]
    found: dict[str, str] = {}
    for place in dict.fromkeys(places):
        if program := shutil.which("aws", path=place):
            said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
            for version in INSTALL:
                if (said.stdout + said.stderr).startswith(f"aws-cli/{version[1:]}."):
                    found.setdefault(version, program)
        if len(found) == len(INSTALL):
            break
    return found


def executable(version: str) -> str:
    """Give the `aws` of a major version, or skip the test (or fail it where CI demands every client)."""
    if version not in executables():
        missing(f"there is no AWS CLI {version} on this machine; {INSTALL[version]}")
    return executables()[version]


@cache
def preloaded(program: str, models: str) -> Preloaded | None:
    """Import the AWS CLI once for all lines; one that is no script of a Python, such as AWS's own build, is None."""
    first, _, script = Path(program).read_bytes().partition(b"\n")
    python = first.removeprefix(b"#!").decode("utf-8", "replace")
    if b"import awscli.clidriver" not in script or not Path(python).is_file():
        return None
    return Preloaded(python, ["awscli.clidriver"], {**LOCALE, "AWS_DATA_PATH": models})


def copy_models(folder: Path) -> None:
    """Copy our botocore's models to where AWS_DATA_PATH gives them to every CLI, so that all know the same members.

    The protocol is written as JSON, the only one of the newer models' protocols that older CLIs speak.
    """
    for service in SERVICES:
        (newest,) = sorted((Path(botocore.__file__).parent / "data" / service).iterdir())[-1:]
        copy = folder / service / newest.name
        copy.mkdir(parents=True)
        for file in newest.iterdir():
            raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            model = json.loads(raw)
            if "metadata" in model:
                model["metadata"] |= {"protocol": "json", "protocols": ["json"]}
            (copy / file.name.removesuffix(".gz")).write_text(json.dumps(model))


@dataclass(frozen=True)
class Desk:
    """A folder to work in, with the models and an AWS configuration of its own, and the emulator to call."""

    folder: Path
    url: str
    names: Mapping[str, str]

    def words(self, line: str) -> list[str]:
        """Split a line as a shell does, and put the desk's names in: `$TOKEN`, `$PRODUCT` …"""
        return [Template(word).safe_substitute(self.names) for word in shlex.split(line)]

    def run(self, version: str, words: Sequence[str], **variables: str) -> Outcome:
        """Run one line with `ours`, `v1` or `v2` as a process; what only AWS's need is set before it, never behind."""
        environment = {**self.environment, **variables}
        loaded = None
        if version == "ours":
            line = [*OURS, *words]
        else:
            line = [executable(version), "--endpoint-url", self.url, *words]
            # v1 counts tries as boto3 does; v2 and ours in the newer way.
            environment["AWS_RETRY_MODE"] = "standard"
            loaded = preloaded(line[0], environment["AWS_DATA_PATH"])
        if loaded:
            done = loaded.run(line, cwd=str(self.folder), env=environment)
            return Outcome(done.returncode, done.stdout, done.stderr)
        done = subprocess.run(
            line,
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def run_ours_here(self, words: Sequence[str], patch: pytest.MonkeyPatch) -> Outcome:
        """Run one line with ours in this process, where it starts ten times as fast."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in self.environment.items():
            patch.setenv(name, value)
        patch.chdir(self.folder)
        stdout, stderr = io.StringIO(), io.StringIO()
        return Outcome(run(words, stdout, stderr), stdout.getvalue(), stderr.getvalue())

    def run_all(self, words: Sequence[str], patch: pytest.MonkeyPatch, versions: Sequence[str]) -> dict[str, Outcome]:
        """Run one line with ours, and with the genuine ones of these versions at the same time."""
        for version in versions:
            executable(version)
        with ThreadPoolExecutor(len(INSTALL)) as threads:
            genuine = {version: threads.submit(self.run, version, words) for version in versions}
            ours = self.run_ours_here(words, patch)
            return {"ours": ours, **{version: running.result() for version, running in genuine.items()}}

    def exchanges(self) -> list[dict[str, Any]]:
        """List what the desk's emulator was sent and answered, from the first on."""
        with connect(self.url) as emulator:
            return emulator.exchanges()

    @property
    def environment(self) -> Mapping[str, str]:
        """Give the variables that every CLI gets: nothing of this machine's own AWS configuration."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            **LOCALE,
            "PAGER": "cat",
            "AWS_PAGER": "",
            "AWS_DATA_PATH": str(self.folder / "models"),
            "AWS_CONFIG_FILE": str(self.folder / "config"),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": "AKIAMARKETPLACELOCAL",
            "AWS_SECRET_ACCESS_KEY": "local-secret-access-key-of-the-seller",
            "AWS_DEFAULT_REGION": "us-east-1",
            "MARKETPLACE_EMULATOR_URL": self.url,
        }
