"""RegisterUsage: let an instance of a seller's software in, and sign that AWS Marketplace did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator import key_pair
from marketplace_emulator.call import Call
from marketplace_emulator.errors import AwsError, named
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import entitling_agreement, product, runtime
from marketplace_emulator.store import Row, instances, public_keys
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World

ABOUT = {"product_code": ["ProductCode"]}

MODEL = "service model meteringmarketplace, botocore 1.44.8"
EXAMPLE = "seller guide, Java example of RegisterUsage"
NOBODY = "nobody published it"
imitates(
    __name__,
    "The Signature is a JWT signed with PS256. Its claims are the product code, the version of the public key, the nonce if "
    "one was sent, and iat; the reading register_usage_claims decides how they are written.",
    "doc",
    EXAMPLE,
)
imitates(__name__, "iat is in whole seconds.", "assumed", f"{NOBODY}; RFC 7519 (NumericDate)")
imitates(__name__, "PublicKeyRotationTimestamp is present only if the version has been rotated out.", "doc", MODEL)
imitates(
    __name__,
    "A version that has been rotated out goes on signing for those who ask for it, without end.",
    "assumed",
    f"{NOBODY}; images with the old key in them run on",
)
imitates(
    __name__,
    "Once an instance is registered, RegisterUsage checks neither its platform nor its subscription again.",
    "doc",
    f"{MODEL}: these errors come only on the initial call",
)
imitates(__name__, "An access key is an instance: a task or a pod.", "assumed", "each has temporary keys of its own")
imitates(
    __name__, "ECS, EKS and Fargate are supported; any other platform is PlatformNotSupportedException.", "doc", MODEL
)
imitates(
    __name__,
    "An access key whose platform no fixture names runs on a supported one.",
    "assumed",
    "the emulator's own convenience; AWS answers PlatformNotSupportedException on a developer's machine",
)
imitates(
    __name__,
    "InvalidRegionException answers a call in another Region than the one that the access key's software runs in.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "The checks have this order: product, version of the public key, Region, platform, subscription.",
    "assumed",
    NOBODY,
)
imitates(__name__, "The messages of RegisterUsage's errors are the emulator's own.", "assumed", NOBODY)

SUPPORTED = (None, "ecs", "eks", "fargate")
CLAIMS: Mapping[str, tuple[str, str, str]] = {
    "camel_case": ("productCode", "publicKeyVersion", "nonce"),
    "pascal_case": ("ProductCode", "PublicKeyVersion", "Nonce"),
}
"""How the reading register_usage_claims has the claims written."""


def register_usage(world: World, call: Call) -> dict[str, Any]:
    """Return the signature over what was sent, or raise what keeps the instance from running."""
    given, at = call.parameters, call.at
    code, version = given["ProductCode"], int(given["PublicKeyVersion"])  # JSON has 1.0 too
    sold = product.find(world.store, call)
    try:
        key = public_keys.find(world.store, version, at)
    except NotThere as unknown:
        raise _refused(call, "InvalidPublicKeyVersionException", f"Public key version is invalid: {unknown}") from None
    if call.caller.account != sold["seller_account"]:
        call.concerns(customer_aws_account_id=call.caller.account)
    runtime.check_region(world, call, "InvalidRegionException")
    if not instances.is_registered(world.store, code, call.caller.access_key_id):
        _let_in(world, call, sold)
    return _signed(world, call, key)


def _let_in(world: World, call: Call, sold: Row) -> None:
    platform = runtime.platform(world, call)
    if platform not in SUPPORTED:
        raise _refused(
            call,
            "PlatformNotSupportedException",
            f"The platform {platform} is not supported. Run the software on Amazon ECS, Amazon EKS or Fargate.",
        )
    if (agreement := entitling_agreement.find(world.store, call, sold)) is not None:
        call.concerns(**agreement)
    instances.register(world.store, sold["product_code"], call.caller.access_key_id, call.at)


def _signed(world: World, call: Call, key: Row) -> dict[str, Any]:
    given = call.parameters
    code, version, nonce = CLAIMS[call.reading("register_usage_claims")]
    claims = {code: given["ProductCode"], version: key["version"]}
    if "Nonce" in given:
        claims[nonce] = given["Nonce"]
    claims["iat"] = int(call.at)
    answer: dict[str, Any] = {"Signature": key_pair.sign(public_keys.private_key(world.store, key["version"]), claims)}
    if key["rotated_at"] is not None:
        answer["PublicKeyRotationTimestamp"] = key["rotated_at"]
    return answer


def _refused(call: Call, code: str, message: str) -> AwsError:
    return named(code, message, operation=call.operation)
