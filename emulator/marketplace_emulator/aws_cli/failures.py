"""The failures of a command line, with the AWS CLI's wording and exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

USAGE = """aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
"""

# The AWS CLI's own exit codes: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-returncodes.html
INTERRUPTED = 130
WRONG_USAGE = 252
WRONG_CONFIGURATION = 253
SERVICE_ERROR = 254
OTHER_ERROR = 255


class UsageError(Exception):
    """The command line cannot be parsed, or its values do not fit the operation."""


class UnknownOptions(UsageError):
    """Some words belong to neither the command nor its options."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(f"Unknown options: {', '.join(words)}")


class ParameterError(UsageError):
    """One option's value cannot be read."""

    def __init__(self, option: str, reason: str) -> None:
        super().__init__(f"Error parsing parameter '{option}': {reason}")


class ConfigurationError(Exception):
    """The AWS configuration file holds an invalid value."""


class NothingListens(Exception):
    """The emulator refuses the connection or cannot be reached."""


@contextmanager
def telling_if_nothing_listens(endpoint_url: str) -> Iterator[None]:
    """Raise NothingListens if this URL refuses the connection; failures of other hosts (a proxy) pass unchanged."""
    from botocore.exceptions import EndpointConnectionError

    try:
        yield
    except EndpointConnectionError as failure:
        if failure.kwargs["endpoint_url"].startswith(endpoint_url):
            raise NothingListens(str(failure)) from failure
        raise


def exit_code(failure: Exception) -> int:
    """Return the exit code of the AWS CLI v2 for this failure."""
    from botocore.exceptions import ClientError, ParamValidationError

    match failure:
        case UsageError() | ParamValidationError():
            return WRONG_USAGE
        case ConfigurationError():
            return WRONG_CONFIGURATION
        case ClientError():
            return SERVICE_ERROR
    return OTHER_ERROR


def message(failure: Exception) -> str:
    """Return the text for stderr; the AWS CLI v2 starts every message with an empty line."""
    match failure:
        case UnknownOptions():
            return f"\nusage: {USAGE}\n{failure}\n\n"
        case NothingListens():
            return f"\n{failure}\nIf nothing listens there, start one: marketplace-emulator serve\n"
    if "timezone offset" in str(failure):  # botocore cannot read a number beyond the year 9999 as a time
        return f"\n{failure}; expected seconds since 1970, not milliseconds, or ISO 8601 such as 2026-01-01T10:00:00Z\n"
    return f"\n{failure}\n"
