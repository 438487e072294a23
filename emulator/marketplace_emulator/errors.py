"""Every error AWS gives, as a class with data: raising one is answering with it."""

from __future__ import annotations

from typing import ClassVar

from marketplace_emulator.fidelity import Sure

USUAL = "AWS's usual form on its other JSON services"
MODEL = "service model meteringmarketplace 2016-01-14, botocore 1.44.5"


class AwsError(Exception):
    """An error in AWS's shape: a code, a status and a message, each with how sure we are of it."""

    code: ClassVar[str]
    status: ClassVar[int] = 400
    message: ClassVar[str] = ""
    sure: ClassVar[Sure] = "assumed"
    source: ClassVar[str] = USUAL
    known: ClassVar[dict[str, type[AwsError]]] = {}

    def __init__(self, message: str | None = None, **about: str) -> None:
        """Make the error; `about` fills the braces of its own message: `account` and `operation`."""
        if message is None:
            message = self.message.format(**about) if about else self.message
        super().__init__(message)

    def __init_subclass__(cls) -> None:
        name = cls.__name__
        if name in AwsError.known:
            raise TypeError(f"two errors are named {name}: in {AwsError.known[name].__module__} and {cls.__module__}")
        cls.code = cls.__dict__.get("code", name)
        AwsError.known[name] = cls


def named(code: str, message: str | None = None, status: int | None = None, **about: str) -> AwsError:
    """Make the error of that code, with another message or status where given; codes we have no class for too."""
    cls = AwsError.known.get(code, AwsError)
    error = cls(message, **about)
    if cls is AwsError:
        error.code = code  # type: ignore[misc]  # an error that AWS declares and we have no class for
    if status is not None:
        error.status = status  # type: ignore[misc]  # the fault that asks for this error chose its status
    return error


class InvalidTokenException(AwsError):
    """The registration token was never issued."""

    message = "Registration token is invalid"
    sure = "seen"
    source = "message published by sellers; the code is in the " + MODEL


class ExpiredTokenException(AwsError):
    """The registration token's life is over."""

    message = "Registration token is expired"
    source = "the code is in the " + MODEL + "; nobody published the message"


class ExpiredCredentials(AwsError):
    """The caller's session credentials have expired: AWS's generic code has the same name as the token's."""

    code = "ExpiredTokenException"
    status = 403
    message = "The security token included in the request is expired"
    sure = "doc"
    source = "AWS common errors (ExpiredTokenException, 403)"


class ThrottlingException(AwsError):
    """Too many calls; the model declares it with 400, not 429."""

    message = "Rate exceeded"
    source = "the code and the status 400 are in the " + MODEL + "; nobody published the message"


class DisabledApiException(AwsError):
    """The API is disabled in the Region."""

    message = "The API is disabled in the Region."
    source = "documentation of DisabledApiException in the " + MODEL


class InternalServiceErrorException(AwsError):
    """AWS failed; retrying is the caller's part."""

    status = 500
    message = "An internal error has occurred. Retry your request."
    source = "documentation of InternalServiceErrorException in the " + MODEL


class ValidationException(AwsError):
    """The request does not satisfy the shape's constraints."""


class SerializationException(AwsError):
    """The body is not JSON, or a member has another JSON type than its shape."""


class UnknownOperationException(AwsError):
    """No operation of that name, or the request does not reach one."""


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
    """The Authorization header is not a whole Signature Version 4 one."""


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


class ServiceUnavailable(AwsError):
    """The service cannot answer now."""

    status = 503
    message = "The request has failed due to a temporary failure of the server."
    source = "AWS common errors (ServiceUnavailable, 503), whose description it is; nobody published the message"


class InternalFailure(AwsError):
    """The service failed for a reason of its own; the emulator answers so where it has a fault."""

    status = 500
    message = "The request processing has failed because of an unknown error, exception or failure."
    source = "AWS common errors (InternalFailure, 500), whose description it is; nobody published the message"


COMMON = "the code is among AWS's common errors; the status is its usual one, and nobody published the message"


class MalformedHttpRequestException(AwsError):
    """The request is damaged on the level of HTTP."""

    message = "The request could not be read as HTTP."
    source = COMMON


class NotAuthorized(AwsError):
    """The caller has no permission for this action."""

    status = 401
    message = "You do not have permission to perform this action."
    source = COMMON


class OptInRequired(AwsError):
    """The access key has no subscription to the service."""

    status = 403
    message = "The AWS access key needs a subscription for the service."
    source = COMMON


class RequestAbortedException(AwsError):
    """The client ended the request before it was answered."""

    message = "The request was aborted before a reply was sent."
    source = COMMON


class RequestExpired(AwsError):
    """The request is dated more than 15 minutes ago or ahead, or its pre-signed time is over."""

    message = "The request has expired."
    source = COMMON


class RequestTimeoutException(AwsError):
    """The request came too slowly."""

    status = 408
    message = "A timeout occurred while the request was read."
    source = COMMON


class ValidationError(AwsError):
    """The input fails a constraint: the older code for ValidationException."""

    message = "The input fails to satisfy the constraints of the service."
    source = COMMON


class NotImplementedByEmulator(AwsError):
    """AWS has this operation and the emulator does not yet; this code is the emulator's own, AWS never sends it."""

    status = 501
    source = "the emulator's own answer"
