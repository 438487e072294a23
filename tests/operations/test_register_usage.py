"""RegisterUsage through boto3: who is let in, what is signed, and each of its errors."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace, identifiers
from marketplace_emulator.catalogue import by_name
from tests import tiers
from tests.conftest import Wire
from tests.serving import serving_twice

BUYER = "AKIAMARKETPLACEBUYER"
CODE = "watchtowerwatchtowerwatch"
ONCE = Config(retries={"total_max_attempts": 1})
WORLD = """
products: [{name: watchtower, product_code: watchtowerwatchtowerwatch}]
buyers:
  - {name: subscribed}
  - {name: never}
  - {name: cancelled}
  - {name: ended}
  - {name: early}
  - {name: suspended, suspended: true}
agreements:
  - {name: subscribed, product: watchtower, buyer: subscribed}
  - {name: cancelled, product: watchtower, buyer: cancelled, status: CANCELLED, start_time: now-2d, end_time: now-1d}
  - {name: ended, product: watchtower, buyer: ended, start_time: now-2d, end_time: now-1s}
  - {name: early, product: watchtower, buyer: early, start_time: now+1h}
  - {name: suspended, product: watchtower, buyer: suspended}
credentials:
"""
KEYS = {
    "SUBSCRIBED": ("subscribed", {}),
    "SUBSCRIBED-AGAIN": ("subscribed", {}),
    **{name.upper(): (name, {}) for name in ("never", "cancelled", "ended", "early", "suspended")},
    **{name.upper(): ("subscribed", {"platform": name}) for name in ("ecs", "eks", "fargate", "ec2", "agentcore")},
    "IRISH": ("subscribed", {"region": "eu-west-1"}),
}
"""Access keys, each with its buyer and with where its software runs."""


@pytest.fixture(scope="module")
def _world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marketplace]:
    keys = [
        {"access_key_id": key, "secret_access_key": "any", "account": identifiers.account(buyer), **place}
        for key, (buyer, place) in KEYS.items()
    ]
    file = tmp_path_factory.mktemp("world") / "world.yaml"
    file.write_text(WORLD + "".join(f"  - {json.dumps(each)}\n" for each in keys))
    with Marketplace(file) as marketplace:
        yield marketplace


@pytest.fixture
def world(_world: Marketplace) -> Marketplace:
    """A product, buyers of every kind, and access keys of software that runs on every platform."""
    _world.reset()
    return _world


def register(marketplace: Any, key: str = "SUBSCRIBED", region: str = "us-east-1", **sent: Any) -> dict[str, Any]:
    """Call RegisterUsage once as the owner of an access key."""
    client = marketplace.client(aws_access_key_id=key, region_name=region, config=ONCE)
    answer: dict[str, Any] = client.register_usage(**{"ProductCode": CODE, "PublicKeyVersion": 1, **sent})
    del answer["ResponseMetadata"]
    return answer


def refusal(marketplace: Any, key: str = "SUBSCRIBED", region: str = "us-east-1", **sent: Any) -> tuple[str, str]:
    """Call it, and return the code and the message of its error."""
    with pytest.raises(ClientError) as refused:
        register(marketplace, key, region, **sent)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 500)
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


def verified_without_a_jwt_library(signature: str, public_key: str) -> dict[str, Any]:
    """Verify a signature as the second way of AWS's Java example does, and return the claims."""
    signed, _, last = signature.rpartition(".")
    header, payload = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in signed.split("."))
    assert header == {"alg": "PS256", "typ": "JWT"}
    key = load_pem_public_key(public_key.encode())
    assert isinstance(key, RSAPublicKey)
    key.verify(
        base64.urlsafe_b64decode(last + "=="),
        signed.encode(),
        padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=32),
        SHA256(),
    )
    claims: dict[str, Any] = payload
    return claims


@pytest.mark.parametrize(
    ("reading", "code", "version", "nonce"),
    [
        ("camel_case", "productCode", "publicKeyVersion", "nonce"),
        ("pascal_case", "ProductCode", "PublicKeyVersion", "Nonce"),
    ],
)
def test_the_signature_is_a_jwt_of_what_was_sent(
    world: Marketplace, reading: str, code: str, version: str, nonce: str
) -> None:
    world.set_readings(register_usage_claims=reading)
    world.clock.freeze()
    at = int(world.clock.now().timestamp())
    answer = register(world, Nonce="pod-7")
    assert set(answer) == {"Signature"}
    assert set(world.exchanges()[-1]["answer"]) == {"Signature"}, "boto3 leaves out what is null"
    claims = {code: CODE, version: 1, nonce: "pod-7", "iat": at}
    assert answer["Signature"].startswith("eyJhbGciOiJQUzI1NiIs"), "AWS's own begins so (CloudTrail page, user guide)"
    assert jwt.decode(answer["Signature"], world.public_key(), algorithms=["PS256"]) == claims
    assert verified_without_a_jwt_library(answer["Signature"], world.public_key()) == claims
    without = jwt.decode(register(world)["Signature"], world.public_key(), algorithms=["PS256"])
    assert without == {code: CODE, version: 1, "iat": at}
    assert world.exchanges()[-1]["readings"] == {"register_usage_claims": reading}


@settings(max_examples=tiers.examples(20, nightly=500), suppress_health_check=list(HealthCheck))
@given(nonce=st.text(max_size=255))
def test_any_nonce_comes_back_as_it_was_sent(world: Marketplace, nonce: str) -> None:
    signature = register(world, Nonce=nonce)["Signature"]
    assert jwt.decode(signature, world.public_key(), algorithms=["PS256"])["nonce"] == nonce


def test_each_version_signs_with_its_own_key_and_only_old_ones_have_a_rotation_time(world: Marketplace) -> None:
    first = register(world)
    rotated = world.rotate_public_key()
    old, new = register(world), register(world, PublicKeyVersion=2)
    assert "PublicKeyRotationTimestamp" not in first
    assert "PublicKeyRotationTimestamp" not in new
    assert old["PublicKeyRotationTimestamp"].strftime("%Y-%m-%dT%H:%M:%S") == rotated["created_at"][:19]
    for answer, version in ((first, 1), (old, 1), (new, 2)):
        verified = verified_without_a_jwt_library(answer["Signature"], world.public_key(version))
        assert verified["publicKeyVersion"] == version
        with pytest.raises(InvalidSignature):
            verified_without_a_jwt_library(answer["Signature"], world.public_key(3 - version))
    world.clock.advance("3650d")
    assert register(world)["PublicKeyRotationTimestamp"] == old["PublicKeyRotationTimestamp"], "an old version goes on"


@pytest.mark.parametrize("key", ["NEVER", "CANCELLED", "ENDED", "EARLY", "SUSPENDED"])
@pytest.mark.parametrize("reading", ["CustomerNotEntitledException", "CustomerNotSubscribedException"])
def test_an_account_without_an_agreement_in_force_is_not_entitled(world: Marketplace, key: str, reading: str) -> None:
    world.set_readings(unentitled_exception_name=reading)
    code, message = refusal(world, key)
    assert code == reading
    assert f"no active agreement to the product '{CODE}'" in message
    exchange = world.exchanges()[-1]
    assert exchange["readings"]["unentitled_exception_name"] == reading
    assert exchange["account"] in message
    assert exchange["customer_aws_account_id"] == exchange["account"]


def test_an_agreement_lets_in_from_its_start_until_its_end(world: Marketplace) -> None:
    world.clock.advance("1h1s")
    assert register(world, "EARLY")
    world.cancel_agreement(next(each["agreement_id"] for each in world.agreements() if each["name"] == "subscribed"))
    assert refusal(world)[0] == "CustomerNotEntitledException"


def test_only_the_first_call_of_an_instance_can_be_unentitled(world: Marketplace) -> None:
    register(world)
    world.snapshot("let in")
    world.cancel_agreement(next(each["agreement_id"] for each in world.agreements() if each["name"] == "subscribed"))
    assert register(world), "the same instance"
    assert refusal(world, "SUBSCRIBED-AGAIN")[0] == "CustomerNotEntitledException", "another one of the same account"
    world.reset()
    world.cancel_agreement(next(each["agreement_id"] for each in world.agreements() if each["name"] == "subscribed"))
    assert refusal(world)[0] == "CustomerNotEntitledException", "after a reset it is the first call again"
    world.restore("let in")
    assert register(world)


def test_an_instance_of_one_product_is_not_an_instance_of_another(world: Marketplace) -> None:
    register(world)
    other = world.create_product("lantern")["product_code"]
    assert refusal(world, ProductCode=other)[0] == "CustomerNotEntitledException"


def test_the_sellers_own_account_needs_no_agreement(world: Marketplace) -> None:
    assert register(world, "any")["Signature"]
    other = world.create_product("lantern", seller_account="999988887777")["product_code"]
    assert refusal(world, "any", ProductCode=other)[0] == "CustomerNotEntitledException"


def test_a_product_that_is_not_there(world: Marketplace) -> None:
    code, message = refusal(world, ProductCode=CODE.upper())
    assert (code, CODE.upper() in message) == ("InvalidProductCodeException", True)


@pytest.mark.parametrize("version", [2, 2**31 - 1])
def test_a_version_that_does_not_exist(world: Marketplace, version: int) -> None:
    code, message = refusal(world, PublicKeyVersion=version)
    assert (code, f"'{version}'; expected '1'" in message) == ("InvalidPublicKeyVersionException", True)


def test_a_version_may_be_written_with_a_decimal_point(wire: Wire, served: Marketplace) -> None:
    body = b'{"ProductCode": "%s", "PublicKeyVersion": 1.0}' % served.products()[0]["product_code"].encode()
    answer = wire.send(body, headers={"X-Amz-Target": "AWSMPMeteringService.RegisterUsage"})
    assert jwt.decode(answer.json()["Signature"], served.public_key(), algorithms=["PS256"])["publicKeyVersion"] == 1


@pytest.mark.parametrize("platform", ["EC2", "AGENTCORE"])
def test_a_platform_that_is_not_supported(world: Marketplace, platform: str) -> None:
    code, message = refusal(world, platform)
    assert (code, platform.lower() in message) == ("PlatformNotSupportedException", True)


@pytest.mark.parametrize("platform", ["ECS", "EKS", "FARGATE", "SUBSCRIBED"])
def test_a_platform_that_is_supported(world: Marketplace, platform: str) -> None:
    assert register(world, platform)


def test_software_calls_in_the_region_that_it_runs_in(world: Marketplace) -> None:
    assert register(world, "IRISH", "eu-west-1")
    code, message = refusal(world, "IRISH", "us-east-1")
    assert (code, "us-east-1" in message, "eu-west-1" in message) == ("InvalidRegionException", True, True)
    assert register(world, "SUBSCRIBED", "ap-southeast-2"), "no fixture says where this one runs"


@pytest.mark.parametrize(
    ("sent", "member"),
    [
        ({"PublicKeyVersion": 0}, "publicKeyVersion"),
        ({"Nonce": "n" * 256}, "nonce"),
        ({"ProductCode": "a b"}, "productCode"),
    ],
)
def test_what_the_shape_forbids_is_named(world: Marketplace, sent: dict[str, Any], member: str) -> None:
    client = world.client(aws_access_key_id="SUBSCRIBED", config=Config(parameter_validation=False))
    with pytest.raises(ClientError) as refused:
        client.register_usage(**{"ProductCode": CODE, "PublicKeyVersion": 1, **sent})
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    assert f"at '{member}'" in refused.value.response["Error"]["Message"]


def test_every_declared_error_is_reached(world: Marketplace) -> None:
    reached = {
        refusal(world, ProductCode="nothing")[0],
        refusal(world, PublicKeyVersion=9)[0],
        refusal(world, "IRISH", "us-east-1")[0],
        refusal(world, "EC2")[0],
        refusal(world, "NEVER")[0],
    }
    for code in set(by_name()["RegisterUsage"].errors) - reached:
        world.add_fault(operation="RegisterUsage", product_code=CODE, error=code, times=1)
        reached.add(refusal(world)[0])
    assert reached == set(by_name()["RegisterUsage"].errors)
    assert register(world), "nothing of this has let the instance in, or kept it out"


def test_a_lost_answer_has_let_the_instance_in(world: Marketplace) -> None:
    world.add_fault(operation="RegisterUsage", drop="after", times=1)
    with pytest.raises(ConnectionClosedError):
        register(world)
    world.cancel_agreement(next(each["agreement_id"] for each in world.agreements() if each["name"] == "subscribed"))
    assert register(world)


@pytest.mark.slow
def test_what_one_process_signs_another_verifies(tmp_path: Path) -> None:
    with serving_twice(tmp_path / "marketplace.db") as (one, other), one.connect() as first, other.connect() as second:
        code = first.products()[0]["product_code"]
        signature = register(first, BUYER, ProductCode=code)["Signature"]
        assert verified_without_a_jwt_library(signature, second.public_key())["productCode"] == code
        second.rotate_public_key()
        signature = register(first, BUYER, ProductCode=code, PublicKeyVersion=2)["Signature"]
        assert verified_without_a_jwt_library(signature, second.public_key())["publicKeyVersion"] == 2


def test_an_agreement_entitles_until_the_second_in_which_it_ends(world: Marketplace) -> None:
    world.clock.set("2027-03-10T12:30:00Z", frozen=True)
    world.reset(only=("agreements",))
    (ended,) = (each for each in world.agreements() if each["name"] == "ended")
    account = ended["customer_aws_account_id"]
    world.create_agreement(product_code=CODE, customer_aws_account_id=account, end_time="now+1m")
    world.clock.advance("59s")
    assert "Signature" in register(world, "ENDED")
    world.reset(only=("instances",))
    world.clock.advance("1s")
    assert refusal(world, "ENDED")[0] == "CustomerNotEntitledException"
    (early,) = (each for each in world.agreements() if each["name"] == "early")
    world.clock.set(early["start_time"], frozen=True)
    assert "Signature" in register(world, "EARLY")
