"""Run one command line with the genuine AWS CLIs and with our `aws` command."""

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
    """The result of a command line."""

    code: int
    stdout: str
    stderr: str

    @property
    def complaint(self) -> list[str]:
        """The part of stderr after the usage; v1's usage advertises v2 and has different empty lines."""
        said = self.stderr.rpartition("aws <command> <subcommand> help\n")[2]
        return [line.rstrip() for line in said.strip().splitlines()]


@cache
def executables() -> dict[str, str]:
    """Find an `aws` of each major version: next to this Python, on PATH, and where Debian and AWS install it."""
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
    """Return the `aws` of a major version; without one skip the test, or fail it if CI demands every client."""
    if version not in executables():
        missing(f"there is no AWS CLI {version} on this machine; {INSTALL[version]}")
    return executables()[version]


@cache
def preloaded(program: str, models: str) -> Preloaded | None:
    """Import the AWS CLI once for all lines; None if it is not a Python script, such as AWS's own build."""
    first, _, script = Path(program).read_bytes().partition(b"\n")
    python = first.removeprefix(b"#!").decode("utf-8", "replace")
    if b"import awscli.clidriver" not in script or not Path(python).is_file():
        return None
    return Preloaded(python, ["awscli.clidriver"], {**LOCALE, "AWS_DATA_PATH": models})


def copy_models(folder: Path) -> None:
    """Copy our botocore's models to a folder for AWS_DATA_PATH, so that all CLIs know the same members.

    The protocol is set to JSON, the only protocol of the newer models that older CLIs support.
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
    """A working folder with the models and its own AWS configuration, and the emulator to call."""

    folder: Path
    url: str
    names: Mapping[str, str]

    def words(self, line: str) -> list[str]:
        """Split a line like a shell, and replace `$TOKEN`, `$PRODUCT` …"""
        return [Template(word).safe_substitute(self.names) for word in shlex.split(line)]

    def run(self, version: str, words: Sequence[str], **variables: str) -> Outcome:
        """Run one line with `ours`, `v1` or `v2` as a process; options that only AWS's CLIs need go before it."""
        environment = {**self.environment, **variables}
        loaded = None
        if version == "ours":
            line = [*OURS, *words]
        else:
            line = [executable(version), "--endpoint-url", self.url, *words]
            # v1 counts attempts like boto3; v2 and ours count the newer way.
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
        """Run one line with ours in this process, which starts ten times as fast."""
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in self.environment.items():
            patch.setenv(name, value)
        patch.chdir(self.folder)
        stdout, stderr = io.StringIO(), io.StringIO()
        return Outcome(run(words, stdout, stderr), stdout.getvalue(), stderr.getvalue())

    def run_all(self, words: Sequence[str], patch: pytest.MonkeyPatch, versions: Sequence[str]) -> dict[str, Outcome]:
        """Run one line with ours and, at the same time, with these genuine versions."""
        for version in versions:
            executable(version)
        with ThreadPoolExecutor(len(INSTALL)) as threads:
            genuine = {version: threads.submit(self.run, version, words) for version in versions}
            ours = self.run_ours_here(words, patch)
            return {"ours": ours, **{version: running.result() for version, running in genuine.items()}}

    def exchanges(self, *, after: int = 0) -> list[dict[str, Any]]:
        """List the emulator's exchanges after the one with a number, oldest first."""
        with connect(self.url) as emulator:
            return emulator.exchanges(cursor=after)

    def newest(self) -> int:
        """Return the number of the emulator's newest exchange, or 0 where there is none."""
        with connect(self.url) as emulator:
            last: int = emulator.request("GET", "/exchanges?newest=true&limit=1")["last"]
            return last

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the environment of every CLI, without this machine's own AWS configuration."""
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
