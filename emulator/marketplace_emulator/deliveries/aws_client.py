"""boto3 clients of the seller's own emulator of AWS, such as moto's server or LocalStack."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from marketplace_emulator.deliveries import targets
from marketplace_emulator.deliveries.outcome import Outcome, of_status
from marketplace_emulator.printable import printable
from marketplace_emulator.store.problems import Conflict

REGION = "us-east-1"
EXCERPT = 1000
"""How many characters of an answer the log of attempts keeps."""
_ARN = re.compile(r"arn:aws[a-z-]*:(?P<service>[a-z]+):(?P<region>[a-z0-9-]+):(?P<account>\d{12}):(?P<name>\S+)")
_making = threading.Lock()


class AwsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an emulator of AWS is reached; LocalStack takes 12 digits as access key for an account."""

    endpoint_url: Annotated[str, Meta(description="such as http://127.0.0.1:4566")] | None = None
    access_key_id: str = "test"


@lru_cache(maxsize=64)
def _client(service: str, endpoint_url: str, region: str, access_key_id: str, timeout: float) -> Any:
    from botocore.config import Config

    from marketplace_emulator.boto3_session import boto3_session

    with _making:  # a session is not safe for threads while it makes a client
        return boto3_session().client(
            service,
            endpoint_url=endpoint_url,
            region_name=region,
            aws_access_key_id=access_key_id,
            aws_secret_access_key="test",
            config=Config(connect_timeout=timeout, read_timeout=timeout, retries={"total_max_attempts": 1}, proxies={}),
        )


@lru_cache(maxsize=256)
def arn(target: str, service: str) -> re.Match[str] | None:
    """Read the ARN of a service; None if the target is none."""
    found = _ARN.fullmatch(target)
    return found if found and found["service"] == service else None


def check_arn(target: str, settings: AwsSettings, service: str, example: str) -> None:
    """Raise Conflict if the target is not the ARN of a service, or nothing says where the service is."""
    if arn(target, service) is None:
        raise Conflict(f"the target is {target!r}; expected an ARN such as {example}")
    if settings.endpoint_url is None:
        raise Conflict(
            f"the target {target} does not say where {service} is; give its endpoint_url, such as http://127.0.0.1:5000"
        )


def endpoint(target: str, settings: AwsSettings) -> str:
    """Return the endpoint of a target, an ARN or the URL of a queue."""
    if settings.endpoint_url is not None:
        return settings.endpoint_url
    parts = urlsplit(target)
    return f"{parts.scheme}://{parts.netloc}"


def client(service: str, target: str, settings: AwsSettings, timeout: float) -> Any:
    """Return the client for a target, an ARN or the URL of a queue."""
    found, url = arn(target, service), endpoint(target, settings)
    return _client(service, url, found["region"] if found else REGION, settings.access_key_id, timeout)


def attempt(url: str, allowed: frozenset[str], call: Callable[[], Outcome]) -> Outcome:
    """Make a call of boto3 to a URL, if its host is allowed, and say what became of it."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError, ReadTimeoutError
    from botocore.parsers import ResponseParserError

    try:
        targets.check(url, allowed)  # the name may lead elsewhere by now
        return call()
    except targets.NotAllowed as refused:
        return Outcome("lost", "not allowed", str(refused))
    except ClientError as refusal:
        error, status = refusal.response["Error"], refusal.response["ResponseMetadata"]["HTTPStatusCode"]
        judged = 429 if "throttl" in error["Code"].lower() else status
        named = "" if error["Code"] == str(status) else f" {printable(error['Code'])}"
        return of_status(judged, f"{status}{named}", _excerpt(error.get("Message")))
    except KeyError as missing:
        return Outcome("again", "not an answer of AWS", f"it has no {missing}")
    except ParamValidationError as problem:
        return Outcome("lost", "boto3 does not send it", _excerpt(problem))
    except (BotoCoreError, ResponseParserError) as problem:
        timed_out = isinstance(problem, ReadTimeoutError)
        return Outcome("again", type(problem).__name__, _excerpt(problem), timed_out=timed_out)


def _excerpt(text: object) -> str | None:
    return None if text is None else printable(str(text))[:EXCERPT]
