"""What the tests of the commands share: a command is run as a person runs it."""

from __future__ import annotations

from collections.abc import Callable

import botocore.exceptions
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
