"""Find the caller in the Authorization header (account, region, scope) and, if strict, verify the signature."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

import msgspec

from marketplace_emulator.catalogue import SIGNING_NAME
from marketplace_emulator.errors import (
    IncompleteSignatureException,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
    UnrecognizedClientException,
)
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.http import HttpRequest

if TYPE_CHECKING:
    from marketplace_emulator.store.credentials import Credential

imitates(
    __name__,
    "A credential scoped to another service is answered with InvalidSignatureException: `Credential should be scoped to "
    "correct service: 'aws-marketplace'. `, including the trailing space.",
    "seen",
    "published by sellers who signed with the endpoint's name",
)
imitates(
    __name__,
    "An unsigned request is answered with MissingAuthenticationTokenException, 403.",
    "assumed",
    "AWS common errors have MissingAuthenticationToken, 403; its JSON services usually add Exception to the name",
)
imitates(
    __name__,
    "Without --strict-signatures, any well-formed signature is accepted, and an access key that no fixture names belongs "
    "to the seller of the world's first product.",
    "assumed",
    "the emulator's own convenience; AWS verifies every signature",
)
imitates(
    __name__,
    "With --strict-signatures, InvalidSignatureException answers a wrong signature, a clock that is more than 5 minutes "
    "off, and an unsigned Host or x-amz-* header. UnrecognizedClientException answers an unknown access key.",
    "assumed",
    "the usual codes of AWS's JSON services; the five minutes are in the IAM user guide, Signature Version 4",
)
imitates(
    __name__,
    "With --strict-signatures, the message about a clock that is off is `Signature expired: … is now earlier than … "
    "(… - 5 min.)` or `Signature not yet current: … is still later than … (… + 5 min.)`.",
    "seen",
    "published for other AWS services (aws/aws-sdk-js issue 573)",
)
imitates(
    __name__,
    "A request that is signed in its query string instead of its Authorization header counts as unsigned.",
    "assumed",
    "the emulator's own simplification; no SDK signs these operations that way",
)

imitates(
    __name__,
    "Requests for any Region are answered, whatever its name.",
    "assumed",
    "the emulator's own convenience; ResolveCustomer is in 28 commercial Regions and cn-northwest-1, and AWS has no host in others",
)

SKEW_SECONDS = 300
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/(\d{8})/([^/,\s]+)/([^/,\s]+)/aws4_request")
_SIGNED_HEADERS = re.compile(r"SignedHeaders=([^,\s]+)")
_SIGNATURE = re.compile(r"Signature=([0-9a-fA-F]+)")
_USUAL = re.compile(f"AWS4-HMAC-SHA256 {_CREDENTIAL.pattern}, ?{_SIGNED_HEADERS.pattern}, ?{_SIGNATURE.pattern}")
"""The header as every SDK writes it."""


class Signature(msgspec.Struct, frozen=True):
    """The contents of the Authorization header: the access key, its scope and the signature."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


class Caller(msgspec.Struct, frozen=True):
    """The caller: an AWS account in a region, and the access key it used."""

    account: str
    region: str
    access_key_id: str


def read(request: HttpRequest) -> Signature:
    """Read the Authorization header; raise AWS's error if it is missing or malformed."""
    header = request.headers.get("authorization")
    if not header:
        raise MissingAuthenticationTokenException
    usual = _USUAL.fullmatch(header)
    key, date, region, service, signed, signature = usual.groups() if usual else _parts(header)
    if service != SIGNING_NAME:
        raise InvalidSignatureException(f"Credential should be scoped to correct service: '{SIGNING_NAME}'. ")
    return Signature(key, date, region, service, tuple(signed.lower().split(";")), signature.lower())


def _parts(header: str) -> tuple[str, ...]:
    algorithm = header.partition(" ")[0]
    if algorithm != "AWS4-HMAC-SHA256":
        raise IncompleteSignatureException(f"Unsupported AWS 'algorithm': {algorithm!r}; expected 'AWS4-HMAC-SHA256'.")
    return (
        *_part("Credential", _CREDENTIAL, header).groups(),
        _part("SignedHeaders", _SIGNED_HEADERS, header)[1],
        _part("Signature", _SIGNATURE, header)[1],
    )


def _part(name: str, pattern: re.Pattern[str], header: str) -> re.Match[str]:
    found = pattern.search(header)
    if found is None:
        raise IncompleteSignatureException(
            f"Authorization header requires '{name}' parameter in its Signature Version 4 form."
        )
    return found


def verify(request: HttpRequest, signature: Signature, credential: Credential | None, now: float) -> None:
    """Recompute the signature with botocore and compare; `now` is the emulator's time in epoch seconds."""
    if credential is None:
        raise UnrecognizedClientException
    signed_at = _signed_at(request)
    timestamp = _iso(signed_at)
    skew = signed_at - now
    if abs(skew) > SKEW_SECONDS:
        raise InvalidSignatureException(
            f"Signature expired: {timestamp} is now earlier than {_iso(now - SKEW_SECONDS)} ({_iso(now)} - 5 min.)"
            if skew < 0
            else f"Signature not yet current: {timestamp} is still later than {_iso(now + SKEW_SECONDS)} "
            f"({_iso(now)} + 5 min.)"
        )
    if signature.date != timestamp[:8]:
        raise InvalidSignatureException(
            f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{signature.date}' != '{timestamp[:8]}', from '{timestamp}'."
        )
    if "host" not in signature.signed_headers:
        raise InvalidSignatureException("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    for name in request.headers:
        if name.startswith("x-amz-") and name not in signature.signed_headers:
            raise InvalidSignatureException(f"The header '{name}' must be a 'SignedHeader' in the AWS Authorization.")
    if any(name not in request.headers for name in signature.signed_headers):
        raise InvalidSignatureException
    if _compute(request, signature, credential, timestamp) != signature.signature:
        raise InvalidSignatureException


def _signed_at(request: HttpRequest) -> float:
    date = request.headers.get("x-amz-date", request.headers.get("date", ""))
    with suppress(ValueError):
        return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    with suppress(ValueError):
        return parsedate_to_datetime(date).timestamp()
    raise IncompleteSignatureException(
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header; got "
        f"{date!r}, expected YYYYMMDDTHHMMSSZ."
    )


def _iso(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y%m%dT%H%M%SZ}"


def _canonical_query(query: str) -> str:
    pairs = ((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in parse_qsl(query, True))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _compute(request: HttpRequest, signature: Signature, credential: Credential, timestamp: str) -> str:
    # Importing botocore takes longer than starting the server, and most servers never verify.
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    signed = AWSRequest(
        method=request.method,
        url=f"http://{request.headers.get('host', '')}{request.path}",
        headers={name: request.headers[name] for name in signature.signed_headers},
        data=request.body,
    )
    signed.context["timestamp"] = timestamp
    auth = SigV4Auth(
        Credentials(credential.access_key_id, credential.secret_access_key), signature.service, signature.region
    )
    canonical = "\n".join(
        (
            request.method,
            request.path or "/",
            _canonical_query(request.query),
            auth.canonical_headers(signed.headers) + "\n",
            ";".join(signature.signed_headers),
            auth.payload(signed),
        )
    )
    digest: str = auth.signature(auth.string_to_sign(signed, canonical), signed)
    return digest
