"""How an operation of the agreement service refuses a call."""

from __future__ import annotations

from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, named
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "A ValidationException has a reason, and fields with the member and what was expected of it.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8",
)
imitates(
    __name__,
    "The texts of ResourceNotFoundException, and of the fields of ValidationException, are the emulator's own.",
    "assumed",
    "nobody published them",
)


def invalid(call: Call, reason: str, member: str, told: str, message: str | None = None) -> AwsError:
    """Make the ValidationException about a member; `told` says what was expected, and is the message unless one is given."""
    error = named("ValidationException", message or told, operation=call.operation)
    error.members = {"reason": reason, "fields": [{"name": member, "message": told}]}
    return error


def not_found(call: Call, agreement_id: str) -> AwsError:
    """Make the ResourceNotFoundException about an agreement."""
    error = named(
        "ResourceNotFoundException",
        f"The agreement {agreement_id} does not exist, or the account {call.caller.account} is neither its proposer nor its "
        "acceptor. Send the id of one of the account's own agreements; SearchAgreements lists them.",
        operation=call.operation,
    )
    error.members = {"resourceId": agreement_id, "resourceType": "Agreement"}
    return error
