"""Run the how-to on verifying SNS's messages: the endpoint and its tests in Python, and the two modules in JavaScript."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main
from marketplace_emulator.sns.signer import AWS_URL, Signer
from tests.conftest import SELLERS, need
from tests.docs.test_readme import _blocks
from tests.npm import installed
from tests.sns.conftest import messages, signer_of

BLOCKS = _blocks("docs/howto-verify-sns-messages.md")
MODULES = [text for language, text in BLOCKS if language == "js"]
RUN = """
const said = [];
for (const message of JSON.parse(process.env.MESSAGES)) said.push(await verify(message).then(() => "genuine", () => "refused"));
console.log(JSON.stringify(said));
"""


def test_the_endpoint_in_python(pytester: pytest.Pytester) -> None:
    source = "\n\n".join(text for language, text in BLOCKS if language == "python")
    pytester.makepyfile(source)
    pytester.runpytest_subprocess(*SELLERS).assert_outcomes(passed=len(re.findall(r"^def test_", source, re.MULTILINE)))


def _judged(module: str, signer: Signer, environment: dict[str, str]) -> Any:
    """Run a module on a message of each type, by the emulator and by somebody else."""
    given = [messages(each, "2", 1795910400.5) for each in (signer, signer.stranger())]
    asked = [each[type_] for each in given for type_ in ("Notification", "SubscriptionConfirmation")]
    done = subprocess.run(
        [
            need("node", "install Node.js 20 or newer"),
            "--input-type=module",
            "--eval",
            module.replace("export ", "") + RUN,
        ],
        cwd=installed(Path(__file__).parent / "javascript"),
        env={**os.environ, **environment, "MESSAGES": json.dumps(asked), "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("library", ["sns-validator", "sns-payload-validator"])
def test_the_modules_in_javascript(secure: Marketplace, authority: Path, library: str) -> None:
    [module] = [each for each in MODULES if f'from "{library}"' in each]
    signer, address = signer_of(secure), urlsplit(secure.sns()["url"])
    trust = {"NODE_EXTRA_CA_CERTS": str(authority)}
    if library == "sns-validator":
        said = _judged(module, signer, {**trust, "SNS_HOST": address.netloc})
    else:
        said = _judged(module, replace(signer, url=AWS_URL), {**trust, "SNS_PORT": str(address.port)})
    assert said == ["genuine", "genuine", "refused", "refused"]


def test_the_command_prints_the_text_below_it(served: Marketplace) -> None:
    [shown] = [
        text
        for language, text in BLOCKS
        if language == "console" and text.startswith("$ marketplace-emulator sns show")
    ]
    printed = CliRunner().invoke(main, ["sns", "show", "--url", served.url]).output
    usual = re.sub(
        r"Service-[0-9a-f]{4}[0-9a-f]{28}", "Service-7e3a…", printed.replace(served.url, "http://127.0.0.1:4100")
    )
    assert usual == shown.partition("\n")[2]
