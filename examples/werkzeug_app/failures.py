"""Why a registration failed: what the buyer is told, and whose fault it is."""

from __future__ import annotations

from botocore import exceptions as aws

RETURN = "Return to AWS Marketplace and choose “Set up your account” again: that gives you a new link."
TRY_AGAIN = "Your purchase is fine. Please try again in a moment: reload this page."


class RegistrationError(Exception):
    """A failed registration; this one is our own fault. The exception's message is for our log, never for the buyer."""

    status = 500
    title = "We cannot set up your account now"
    text = "Our registration is out of order, and we are to blame. Your purchase is fine."
    advice = "Please contact support. You need not buy again."


class InvalidLinkError(RegistrationError):
    """AWS does not know the token; only the buyer can get another one."""

    status = 400
    title = "This registration link is not valid"
    text = "AWS Marketplace does not know this link. It may be incomplete."
    advice = RETURN


class ExpiredLinkError(RegistrationError):
    """The token was valid once."""

    status = 400
    title = "This registration link has expired"
    text = "AWS Marketplace gives out links that work for some hours only, and this one is too old."
    advice = RETURN


class OtherProductError(RegistrationError):
    """The token is valid, but for a product that is not sold here."""

    status = 400
    title = "This is the link of another product"
    text = "Your purchase is of another product than the ones that you can set up here."
    advice = "Open that product in AWS Marketplace and choose “Set up your account” there, or contact support."


class BusyError(RegistrationError):
    """AWS throttles us, or has a fault of its own: this passes."""

    status = 503
    title = "AWS Marketplace is busy"
    text = "AWS Marketplace could not tell us just now what you have bought."
    advice = TRY_AGAIN


class NoAnswerError(BusyError):
    """AWS's answer did not come, or nobody could read it."""

    title = "AWS Marketplace did not answer"
    text = "We asked AWS Marketplace what you have bought, and no answer arrived."


OF_THE_TOKEN = {
    "ExpiredTokenException": ExpiredLinkError,
    "InvalidTokenException": InvalidLinkError,
    "ValidationException": InvalidLinkError,
}
OF_THE_NETWORK = (aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError)


def passes(error: aws.ClientError) -> bool:
    """Say whether AWS's error is one that passes, so that the same request may succeed later."""
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    passing = error.response["Error"].get("Code") in ("ThrottlingException", "InternalServiceErrorException")
    return passing or status == 429 or status >= 500


def failure(error: Exception) -> RegistrationError:
    """Decide whose fault an error is: the buyer's token, ours, or nobody's."""
    if not isinstance(error, aws.ClientError):  # on a malformed answer, botocore's parser may raise any exception
        ours = isinstance(error, aws.BotoCoreError) and not isinstance(error, OF_THE_NETWORK)
        return (RegistrationError if ours else NoAnswerError)(type(error).__name__)
    code, message = error.response["Error"].get("Code", ""), str(error.response["Error"].get("Message"))
    if passes(error):
        return BusyError(code)
    # ExpiredTokenException is also AWS's code for our own expired credentials: "The security token …".
    if error.response["ResponseMetadata"]["HTTPStatusCode"] == 400 and "security token" not in message:
        return OF_THE_TOKEN.get(code, RegistrationError)(code)
    return RegistrationError(code)
