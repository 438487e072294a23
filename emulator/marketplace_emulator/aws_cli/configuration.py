"""Where requests go and who signs them: from options, the environment, the AWS files, or working defaults."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from marketplace_emulator import environment, models
from marketplace_emulator.aws_cli.failures import ConfigurationError, UsageError

if TYPE_CHECKING:
    from botocore.session import Session

DEFAULT_URL = "http://127.0.0.1:4100"
# botocore's names; older versions of botocore lack some of them.
ASKED_OF_AWS = ("assume-role", "assume-role-with-web-identity", "sso", "login", "container-role", "iam-role")
TIMESTAMP_FORMATS = ("wire", "iso8601")


class Configuration:
    """The settings of a call besides its parameters; the properties read the AWS configuration files."""

    def __init__(self, options: Namespace) -> None:
        import botocore.session

        self.options = options
        self.session: Session = botocore.session.Session()
        if options.profile:
            self.session.set_config_variable("profile", options.profile)
        self.scoped: dict[str, Any] = self.session.get_scoped_config()
        self.session.register_component("data_loader", models.loader(self.session.get_config_variable("data_path")))

    @property
    def region(self) -> str:
        """Return the region; unlike boto3, the AWS CLI v2 also reads AWS_REGION."""
        variable = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
        return self.options.region or variable or self.scoped.get("region") or environment.REGION

    @property
    def endpoint_url(self) -> str:
        """Return the emulator's URL, never AWS's by default: a line copied from AWS's pages must not reach AWS."""
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
        """Return the output format."""
        return self.options.output or os.environ.get("AWS_DEFAULT_OUTPUT") or self.scoped.get("output") or "json"

    @property
    def timestamp_format(self) -> str:
        """Return how times are printed: as received (`wire`) or as ISO 8601."""
        found = str(self.scoped.get("cli_timestamp_format", "iso8601"))
        if found not in TIMESTAMP_FORMATS:
            raise ConfigurationError(
                f'Unknown cli_timestamp_format value: {found}, valid values are "wire" or "iso8601"'
            )
        return found

    @property
    def retry_mode(self) -> str:
        """Return the retry mode; the AWS CLI v2 defaults to `standard`, botocore to `legacy`."""
        return os.environ.get("AWS_RETRY_MODE") or self.scoped.get("retry_mode") or "standard"

    @property
    def verify(self) -> bool | str | None:
        """Return which certificates to trust; None leaves the choice to the AWS configuration files."""
        return False if not self.options.verify_ssl else self.options.ca_bundle

    def credentials(self) -> dict[str, str]:
        """Return the default world's credentials if none are configured; never ask for credentials over the network."""
        resolver = self.session.get_component("credential_provider")
        for provider in ASKED_OF_AWS:
            resolver.remove(provider)
        if self.session.get_credentials() is not None:
            return {}
        return {"aws_access_key_id": environment.ACCESS_KEY_ID, "aws_secret_access_key": environment.SECRET_ACCESS_KEY}
