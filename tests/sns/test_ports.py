"""An HTTPS port or a URL that cannot be is one line, which says what to do."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from marketplace_emulator import Marketplace
from marketplace_emulator.commands import main
from marketplace_emulator.serving.server import PortTaken
from tests.serving import serving

NOBODY = "import os; from marketplace_emulator.serving.server import bind; os.geteuid() or os.seteuid(65534)"


def test_a_port_that_is_taken(served: Marketplace) -> None:
    taken = int(served.url.rpartition(":")[2])
    with pytest.raises(PortTaken) as refused:
        Marketplace(port=0, sns_tls_port=taken)
    assert str(refused.value) == (
        f"cannot serve on 127.0.0.1:{taken}: Address already in use; stop what runs there, or give another --sns-tls-port "
        "(0 takes a free one)"
    )


def test_a_port_that_is_privileged() -> None:
    bound = f"{NOBODY}; bind('127.0.0.1', 443, '--sns-tls-port')"
    if Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text().strip() != "1024":
        pytest.skip("everybody may bind any port here")
    done = subprocess.run(
        [sys.executable, "-c", bound], capture_output=True, text=True, check=False, env={**os.environ}
    )
    assert done.stderr.splitlines()[-1].endswith(
        "cannot serve on 127.0.0.1:443: Permission denied; ports below 1024 need the rights of an administrator; "
        "give another --sns-tls-port, such as 4443"
    )


@pytest.mark.parametrize("url", ["sns.us-east-1.amazonaws.com", "ftp://sns", "https://", "https://sns/path", ""])
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="expected http:// or https:// and a host"):
        Marketplace(sns_url=url)
    run = CliRunner().invoke(main, ["serve", "--sns-url", url])
    assert (run.exit_code, f"the URL of SNS is {url!r}" in run.output) == (2, True)


def test_a_second_port_without_a_first() -> None:
    with pytest.raises(ValueError, match="sns_tls_port is 0, but there is no port beside it; expected port=0"):
        Marketplace(sns_tls_port=0)


def test_serve_has_a_second_port_and_says_what_to_trust() -> None:
    with serving("--sns-tls-port", "0", "--sns-url", "https://localhost:4443/") as served, served.connect() as emulator:
        shown = emulator.sns()
    assert (shown["url"], "BEGIN CERTIFICATE" in (shown["authority"] or "")) == ("https://localhost:4443", True)
    process = subprocess.Popen(
        [sys.executable, "-m", "marketplace_emulator", "serve", "--port", "0", "--sns-tls-port", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = list(itertools.takewhile(lambda line: not line.startswith("boto3:"), process.stdout))
    process.terminate()
    process.communicate(timeout=60)
    [at] = [
        index
        for index, line in enumerate(lines)
        if line.startswith("SNS by HTTPS, which its messages say is at https:")
    ]
    assert re.fullmatch(r"  \S+ sns authority --url http://127\.0\.0\.1:\d+ > authority\.pem\n", lines[at + 1])
