"""A fixture that runs both genuine AWS CLIs and our `aws` command on one emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from marketplace_emulator import Marketplace
from tests.aws_cli.genuine import Desk, copy_models

# With this setting v1 prints times like v2.
CONFIGURATION = """
[default]
cli_timestamp_format = iso8601
[profile wire]
aws_access_key_id = AKIAMARKETPLACELOCAL
aws_secret_access_key = local-secret-access-key-of-the-seller
region = us-east-1
cli_timestamp_format = wire
[profile buyer]
aws_access_key_id = AKIAMARKETPLACEBUYER
aws_secret_access_key = local-secret-access-key-of-the-buyer
region = us-east-1
cli_timestamp_format = iso8601
[profile wrong-times]
cli_timestamp_format = sundial
[profile wrong-output]
aws_access_key_id = AKIAMARKETPLACELOCAL
aws_secret_access_key = local-secret-access-key-of-the-seller
region = us-east-1
output = papyrus
[profile in-tables]
aws_access_key_id = AKIAMARKETPLACELOCAL
aws_secret_access_key = local-secret-access-key-of-the-seller
region = us-east-1
output = table
cli_timestamp_format = iso8601
"""


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One emulator and one folder for all lines: models, an AWS configuration, and the files that the lines name."""
    folder = tmp_path_factory.mktemp("aws-cli")
    copy_models(folder / "models")
    (folder / "config").write_text(CONFIGURATION)
    with Marketplace(port=0) as marketplace:
        token, expired = marketplace.mint_token(), marketplace.mint_token(expires_in="1s")
        legacy, concurrent = marketplace.products()[:2]
        agreement = marketplace.agreements()[0]
        buyer = next(
            found
            for found in marketplace.buyers()
            if found["customer_aws_account_id"] == agreement["customer_aws_account_id"]
        )
        production = next(each for each in marketplace.agreements() if each["name"] == "dogwood-backup-production")
        marketplace.rotate_public_key()
        marketplace.clock.advance("2s")
        marketplace.clock.freeze()  # messages with the time are the same for every CLI
        (folder / "token.txt").write_text(token)
        (folder / "input.json").write_text(json.dumps({"RegistrationToken": token}))
        (folder / "input.yaml").write_text(f"RegistrationToken: {token} # as the browser posted it\n")
        (folder / "records.json").write_text(json.dumps([{"Timestamp": 0, "Dimension": "users"}]))
        (folder / "record.txt").write_text("Timestamp=0,Dimension=users")
        (folder / "bytes").write_bytes(b"\xff\xfe\x00")
        now = marketplace.clock.now()
        names = {
            "TOKEN": token,
            "EXPIRED": expired,
            "PRODUCT": legacy["product_code"],
            "CONCURRENT": concurrent["product_code"],
            "AGREEMENT": agreement["agreement_id"],
            "LICENSE": agreement["license_arn"],
            "ACCOUNT": buyer["customer_aws_account_id"],
            "CUSTOMER": buyer["customer_identifier"] or "nobody",
            "OTHER_ACCOUNT": production["customer_aws_account_id"],
            "OTHER_LICENSE": production["license_arn"],
            "HOUR": f"{now:%Y-%m-%dT%H:00:00Z}",
            "SECONDS": f"{now.timestamp() // 3600 * 3600:.0f}",
        }
        yield Desk(folder, marketplace.url, names)
