"""An answer with a new, unknown member is refused."""

from __future__ import annotations

import json
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, UnavailableError

FAMILY = "identity"
CAUGHT_BY = ("identity-unknown-members",)
KNOWN = {"CustomerIdentifier", "CustomerAWSAccountId", "ProductCode", "LicenseArn", "Metadata"}


class Broken(AwsMarketplace):
    def __init__(self) -> None:
        super().__init__()
        self.client.meta.events.register("before-parse", self.check_members)

    def check_members(self, response_dict: dict[str, Any], **_: Any) -> None:
        if response_dict["status_code"] == 200 and not json.loads(response_dict["body"]).keys() <= KNOWN:
            raise UnavailableError("unknown members")


app = Integration(Broken()).app
