"""A run is not led elsewhere by what the developer's shell has set for AWS and for proxies."""

from __future__ import annotations

from pathlib import Path

from tests.contract_tests_kit.conftest import SUBJECTS, Command

PROXY = "http://192.0.2.1:3128"


def test_a_profile_a_proxy_and_ignored_endpoints_change_no_verdict(command: Command, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile sso]\nsso_session = corporate\nignore_configured_endpoint_urls = true\n")
    told = command(
        *("check", f"{SUBJECTS}.tiny:app", "--accounts", "/accounts", "--contract", "reading-token-exact"),
        AWS_CONFIG_FILE=str(tmp_path / "config"),
        AWS_PROFILE="missing",
        AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true",
        AWS_USE_FIPS_ENDPOINT="true",
        HTTP_PROXY=PROXY,
        http_proxy=PROXY,
        NO_PROXY="",
        no_proxy="",
    )
    assert (told.returncode, told.stderr) == (0, ""), told.stdout
    assert "1 hold, 0 broken, 0 not verified" in told.stdout
