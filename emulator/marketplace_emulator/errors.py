"""AWS's errors: raise one to answer with it. A declared error needs its own class only if its text is special."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from marketplace_emulator import catalogue
from marketplace_emulator.fidelity import Sure

USUAL = "AWS's usual form on its other JSON services"
SERVER = "Smithy's server framework for Rust (smithy-rs) answers so; nobody published what AWS does"
MODEL = "service model meteringmarketplace 2016-01-14, botocore 1.44.8"


class AwsError(Exception):
    """An error in AWS's shape: a code, a status and a message, each with how sure we are of it.

    `members` are others of the error's shape, such as `resourceId`. A fault may have `chosen` the status.
    """

    code: str
    status: int = 400
    message: ClassVar[str] = ""
    sure: ClassVar[Sure] = "assumed"
    source: ClassVar[str] = USUAL
    known: ClassVar[dict[str, type[AwsError]]] = {}
    chosen: bool = False

    def __init__(self, message: str | None = None, **about: str) -> None:
        """`about` fills the placeholders of the class's message: `account` and `operation`."""
        if message is None:
            message = self.message.format(**about) if about else self.message
        super().__init__(message)
        self.members: dict[str, Any] = {}

    def __init_subclass__(cls) -> None:
        name = cls.__name__
        if name in AwsError.known:
            raise TypeError(f"two errors are named {name}: in {AwsError.known[name].__module__} and {cls.__module__}")
        cls.code = cls.__dict__.get("code", name)
        AwsError.known[name] = cls


def named(
    code: str, message: str | None = None, status: int | None = None, *, operation: str | None = None, **about: str
) -> AwsError:
    """Make the error of that code, with another message or status where given.

    The status of a declared error is the one in the model of the called `operation`, or of another. A declared error
    without a message of its own says what the model's documentation says of it.
    """
    known = AwsError.known.get(code)
    chosen = status is not None
    called = catalogue.by_name().get(operation or "")
    for each in () if called is None else (called, *(() if known else catalogue.by_name().values())):
        if code in each.errors:
            declared = catalogue.declared(each, code)
            status = status or declared[0]
            message = declared[1] if message is None and not (known and known.message) else message
            break
    error = (known or AwsError)(message, operation=operation or "", **about)
    if known is None:
        error.code = code  # its class is that of all errors
    if status is not None:
        error.status, error.chosen = status, chosen  # the called operation's model says so, or a fault chose it
    return error


class InvalidTokenException(AwsError):
    """The registration token was never issued."""

    message = "Registration token is invalid"
    sure = "seen"
    source = "message published by sellers; the code is in the " + MODEL


class ExpiredTokenException(AwsError):
    """The registration token has expired."""

    message = "Registration token is expired"
    source = "the code is in the " + MODEL + "; nobody published the message"


class ExpiredCredentials(AwsError):
    """The caller's session credentials have expired; AWS uses the same code for an expired token."""

    code = "ExpiredTokenException"
    status = 403
    message = "The security token included in the request is expired"
    sure = "doc"
    source = "AWS common errors (ExpiredTokenException, 403)"


class ThrottlingException(AwsError):
    """Too many calls; the model declares it with 400, not 429."""

    message = "Rate exceeded"
    source = "the code and the status 400 are in the " + MODEL + "; nobody published the message"


class InternalServiceErrorException(AwsError):
    """AWS failed, and the caller should retry."""

    status = 500
    message = "An internal error has occurred. Retry your request."
    source = "documentation of InternalServiceErrorException in the " + MODEL


class ValidationException(AwsError):
    """The request does not satisfy the shape's constraints; `failed` has each member's path and the constraint."""

    failed: Sequence[tuple[tuple[str, ...], str]] = ()


class SerializationException(AwsError):
    """The body cannot be decoded, or the type of a member differs from its shape."""


class UnknownOperationException(AwsError):
    """There is no operation of this name, or the request does not reach an operation."""


class AccessDeniedException(AwsError):
    """The caller may not do this."""

    message = (
        "User: arn:aws:sts::{account}:assumed-role/seller/session is not authorized to perform: "
        "aws-marketplace:{operation} because no identity-based policy allows the aws-marketplace:{operation} action"
    )
    sure = "seen"
    source = "the same sentence was published for a sibling operation"


class MissingAuthenticationTokenException(AwsError):
    """The request is not signed."""

    status = 403
    message = "Missing Authentication Token"


class IncompleteSignatureException(AwsError):
    """The Authorization header is not a complete Signature Version 4 header."""


class InvalidSignatureException(AwsError):
    """The signature is wrong, too old, too new, or scoped to another service."""

    message = (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )


class UnrecognizedClientException(AwsError):
    """The access key is not known."""

    message = "The security token included in the request is invalid."


class RequestEntityTooLargeException(AwsError):
    """The body is over 1 MB."""

    status = 413


class UnsupportedMediaTypeException(AwsError):
    """The body is of another type than the protocol's."""

    status = 415
    source = SERVER


class NotAcceptableException(AwsError):
    """The caller does not accept the protocol's type of answer."""

    status = 406
    source = SERVER


class ServiceUnavailable(AwsError):
    """The service cannot answer now."""

    status = 503
    message = "The request has failed due to a temporary failure of the server."
    source = "AWS common errors (ServiceUnavailable, 503), whose description it is; nobody published the message"


class InternalFailure(AwsError):
    """The service failed internally; the emulator's answer if it has a bug."""

    status = 500
    message = "The request processing has failed because of an unknown error, exception or failure."
    source = "AWS common errors (InternalFailure, 500), whose description it is; nobody published the message"


COMMON = "the code is among AWS's common errors; the status is its usual one, and nobody published the message"
for _code, _status, _message in (
    ("MalformedHttpRequestException", 400, "The request could not be read as HTTP."),
    ("NotAuthorized", 401, "You do not have permission to perform this action."),
    ("OptInRequired", 403, "The AWS access key needs a subscription for the service."),
    ("RequestAbortedException", 400, "The request was aborted before a reply was sent."),
    ("RequestExpired", 400, "The request has expired."),
    ("RequestTimeoutException", 408, "A timeout occurred while the request was read."),
    ("ValidationError", 400, "The input fails to satisfy the constraints of the service."),
):
    type(_code, (AwsError,), {"status": _status, "message": _message, "source": COMMON})


class NotImplementedByEmulator(AwsError):
    """AWS has this operation, but the emulator does not yet; AWS never sends this code."""

    status = 501
    source = "the emulator's own answer"
