"""Where requests go and as whom: the line's options, then the environment, the AWS files, and what works at once."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from marketplace_emulator import environment
from marketplace_emulator.aws_cli.failures import ConfigurationError, UsageError

if TYPE_CHECKING:
    from botocore.session import Session

DEFAULT_URL = "http://127.0.0.1:4100"
# botocore's names; those that it does not have yet, it leaves out.
ASKED_OF_AWS = ("assume-role", "assume-role-with-web-identity", "sso", "login", "container-role", "iam-role")
TIMESTAMP_FORMATS = ("wire", "iso8601")


class Configuration:
    """What a call needs to know besides its parameters; reading it reads the AWS configuration files."""

    def __init__(self, options: Namespace) -> None:
        import botocore.session

        self.options = options
        self.session: Session = botocore.session.Session()
        if options.profile:
            self.session.set_config_variable("profile", options.profile)
        self.scoped: dict[str, Any] = self.session.get_scoped_config()

    @property
    def region(self) -> str:
        """Find the region; unlike boto3, the AWS CLI v2 reads AWS_REGION too."""
        variable = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return self.options.region or variable or self.scoped.get("region") or environment.REGION

    @property
    def endpoint_url(self) -> str:
        """Find the emulator, never AWS by default: a line copied from AWS's pages must not reach AWS from here."""
        if self.options.endpoint_url:
            return str(self.options.endpoint_url)
        found = os.environ.get("MARKETPLACE_EMULATOR_URL") or DEFAULT_URL
        if not found.lower().startswith(("http://", "https://")):
            raise UsageError(
                f'Bad value for MARKETPLACE_EMULATOR_URL "{found}": scheme is missing.  Must be of the form '
                f"http://<hostname>/ or https://<hostname>/, such as {DEFAULT_URL}"
            )
        return found

    @property
    def output(self) -> str:
        """Find the format of what is printed."""
        return self.options.output or os.environ.get("AWS_DEFAULT_OUTPUT") or self.scoped.get("output") or "json"

    @property
    def timestamp_format(self) -> str:
        """Find how times are printed: as they came (`wire`) or as ISO 8601."""
        found = str(self.scoped.get("cli_timestamp_format", "iso8601"))
        if found not in TIMESTAMP_FORMATS:
            raise ConfigurationError(
                f'Unknown cli_timestamp_format value: {found}, valid values are "wire" or "iso8601"'
            )
        return found

    @property
    def retry_mode(self) -> str:
        """Find how calls are tried again; the AWS CLI v2 defaults to `standard`, botocore to `legacy`."""
        return os.environ.get("AWS_RETRY_MODE") or self.scoped.get("retry_mode") or "standard"

    @property
    def verify(self) -> bool | str | None:
        """Say which certificates to trust; None leaves it to the AWS files."""
        return False if not self.options.verify_ssl else self.options.ca_bundle

    def credentials(self) -> dict[str, str]:
        """Give the default world's credentials if nobody configured any; none are asked for over the network."""
        resolver = self.session.get_component("credential_provider")
        for provider in ASKED_OF_AWS:
            resolver.remove(provider)
        if self.session.get_credentials() is not None:
            return {}
        return {"aws_access_key_id": environment.ACCESS_KEY_ID, "aws_secret_access_key": environment.SECRET_ACCESS_KEY}
