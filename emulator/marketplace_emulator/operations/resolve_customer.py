"""ResolveCustomer: exchange a registration token for the identifiers of the customer."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.call import Call
from marketplace_emulator.errors import AccessDeniedException, ExpiredTokenException, InvalidTokenException
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.readings.registration import TOKEN_LIFETIME_SECONDS
from marketplace_emulator.store import agreements, tokens
from marketplace_emulator.world import World

ABOUT = {"token": ["RegistrationToken"]}
FOUND = ("agreement_id", "license_arn", "product_code", "customer_aws_account_id", "customer_identifier")
"""The nouns that are found from a token."""

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "A legacy product's customer has CustomerIdentifier, CustomerAWSAccountId, ProductCode and LicenseArn; a concurrent "
    "one's has CustomerAWSAccountId, LicenseArn, ProductCode and Metadata.AgreementId, and no CustomerIdentifier.",
    "doc",
    f"{MODEL}; seller guide, SaaS code examples",
)
imitates(__name__, "A token that was never issued is InvalidTokenException.", "doc", MODEL)
imitates(__name__, "A token is compared byte for byte.", "assumed", "the model calls it opaque: pattern [\\s\\S]+")
imitates(__name__, "A token past its lifetime is ExpiredTokenException.", "doc", MODEL)
imitates(
    __name__,
    "The end of an agreement does not end the life of its tokens.",
    "assumed",
    "nobody published it; the documents limit a token by time alone",
)
imitates(
    __name__,
    "A token is resolved only by the account that published the product.",
    "doc",
    "seller guide, SaaS customer onboarding; the reading foreign_token decides the error",
)


imitates(
    __name__,
    "Another seller's token has the error of a foreign token even if it has expired.",
    "assumed",
    "nobody published the order of the checks",
)
imitates(
    __name__,
    "The first resolve after a purchase is the first one of the agreement, with any of its tokens.",
    "assumed",
    "seen once, with one token (reading license_arn_on_first_resolve)",
)


def resolve_customer(world: World, call: Call) -> dict[str, Any]:
    """Return the customer's identifiers, in the members that the product's generation has."""
    found = world.store.row(tokens.RESOLVE, token=call.parameters["RegistrationToken"])
    if found is None:
        raise InvalidTokenException
    call.concerns(**{noun: found[noun] for noun in FOUND})
    if found["seller_account"] != call.caller.account:
        if call.reading("foreign_token") == "access_denied":
            raise AccessDeniedException(account=call.caller.account, operation=call.operation)
        raise InvalidTokenException
    expires_at = found["expires_at"]
    if expires_at is None:
        expires_at = found["issued_at"] + TOKEN_LIFETIME_SECONDS[call.reading("token_lifetime")]
    if call.at >= expires_at:
        raise ExpiredTokenException
    if found["resolved_at"] is None:
        world.store.run(tokens.MARK_RESOLVED, id=found["position"], resolved_at=call.at)
    elif call.reading("second_resolve") == "expired":
        raise ExpiredTokenException
    return _answer(world, call, found)


def _answer(world: World, call: Call, found: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "CustomerAWSAccountId": found["customer_aws_account_id"],
        "ProductCode": found["product_code"],
    }
    if found["generation"] == "legacy":
        answer["CustomerIdentifier"] = found["customer_identifier"]
    else:
        answer["Metadata"] = {"AgreementId": found["agreement_id"]}
        unpopulated = call.reading("unpopulated_customer_identifier")
        if unpopulated != "absent":
            answer["CustomerIdentifier"] = "" if unpopulated == "empty" else None
    if found["agreement_resolved_at"] is None:
        world.store.run(agreements.MARK_RESOLVED, id=found["agreement_id"], resolved_at=call.at)
        if call.reading("license_arn_on_first_resolve") == "absent":
            return answer
    answer["LicenseArn"] = found["license_arn"]
    return answer
