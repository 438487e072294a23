"""Call an operation through botocore, over the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from marketplace_emulator.aws_cli.configuration import Configuration
from marketplace_emulator.serving.guard import is_loopback

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.model import OperationModel


def call(operation: OperationModel, parameters: dict[str, Any], configuration: Configuration, *, paginate: bool) -> Any:
    """Call an operation and return its answer, or an iterator over its pages.

    Raises botocore's ClientError with the service's own code and message.
    """
    from botocore import xform_name

    made = client(operation.service_model.service_name, configuration)
    method = xform_name(operation.name)
    if paginate:
        return made.get_paginator(method).paginate(**parameters)
    return getattr(made, method)(**parameters)


def client(service: str, configuration: Configuration) -> BaseClient:
    """Make a client whose answers hold times as text, formatted as the AWS CLI prints them."""
    from botocore import UNSIGNED
    from botocore.config import Config
    from botocore.utils import parse_timestamp

    session = configuration.session
    readers = {"wire": lambda time: time, "iso8601": lambda time: parse_timestamp(time).isoformat()}
    factory = session.get_component("response_parser_factory")
    factory.set_parser_defaults(timestamp_parser=readers[configuration.timestamp_format])
    options = configuration.options
    how: dict[str, Any] = {
        "retries": {"mode": configuration.retry_mode},
        "read_timeout": seconds(options.cli_read_timeout),
        "connect_timeout": seconds(options.cli_connect_timeout),
    }
    if is_loopback(urlsplit(configuration.endpoint_url).hostname or ""):
        how["proxies"] = {}
    if not options.sign_request:
        how["signature_version"] = UNSIGNED
    return session.create_client(
        service,
        region_name=configuration.region,
        endpoint_url=configuration.endpoint_url,
        verify=configuration.verify,
        config=Config(**how),
        **(configuration.credentials() if options.sign_request else {}),
    )


def seconds(written: str | None) -> int | None:
    """Read a timeout: 60 seconds by default; 0 means no timeout."""
    return 60 if written is None else int(written) or None


def log_everything(configuration: Configuration) -> None:
    """Make botocore log to stderr: the request as signed and sent, and the answer."""
    import logging

    configuration.session.set_stream_logger(
        "botocore",
        logging.DEBUG,
        format_string="%(asctime)s - %(threadName)s - %(name)s - %(levelname)s - %(message)s",
    )
