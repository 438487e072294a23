"""A script with boto3, which sends the request again to the same emulator."""

from __future__ import annotations

from marketplace_emulator import environment
from marketplace_emulator.console.copies.copied import Copied

NAME = "boto3"


def write(copied: Copied) -> str:
    """Write the script."""
    key, secret = copied.key
    call = copied.call("")
    date = "import datetime\n\n" if "datetime." in call else ""
    return (
        f"{date}import boto3\n\n"
        "client = boto3.client(\n"
        f"    {copied.operation.service.name!r},\n"
        f"    endpoint_url={copied.url!r},\n"
        f"    region_name={copied.exchange['region'] or environment.REGION!r},\n"
        f"    aws_access_key_id={key!r},\n"
        f"    aws_secret_access_key={secret!r},\n"
        ")\n"
        f"print({call})\n"
    )
