"""RSA key pairs: make one, show its public key, and sign a JWT or a text with it.

PyJWT and cryptography are imported when they are first used, so that the emulator starts without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

BITS = 2048
LEAST_BITS = 1024
"""The sample key of AWS's seller guide has this size."""
ALGORITHM = "PS256"
_EXPECTED = "expected one such as `openssl genrsa 2048` makes"


class NotAKeyPair(ValueError):
    """A text is not an RSA private key in PEM that can sign; the message says what was expected."""


def make() -> str:
    """Make a key pair and return its private key in PEM."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@lru_cache(maxsize=64)
def read(private_key: str) -> RSAPrivateKey:
    """Return the private key that a text in PEM holds; raise NotAKeyPair if there is none that can sign."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotAKeyPair(f"the text is not a private key in PEM without a password; {_EXPECTED}") from None
    if not isinstance(key, RSAPrivateKey):
        raise NotAKeyPair(f"the private key is not of RSA, but {type(key).__name__}; {_EXPECTED}")
    if key.key_size < LEAST_BITS:
        raise NotAKeyPair(f"the private key has {key.key_size} bits, at least {LEAST_BITS} are needed; {_EXPECTED}")
    return key


@lru_cache(maxsize=64)
def public_key(private_key: str) -> str:
    """Return the public key of a pair in PEM (SubjectPublicKeyInfo); raise NotAKeyPair if the text is no private key."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return read(private_key).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(private_key: str, claims: Mapping[str, Any]) -> str:
    """Return a JWT with these claims: RSA-PSS with SHA-256."""
    import jwt

    return jwt.encode(dict(claims), read(private_key), algorithm=ALGORITHM)


def signature(private_key: str, text: bytes, hashed_with: Literal["SHA1", "SHA256"]) -> bytes:
    """Return the signature of a text: RSA PKCS#1 v1.5."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    algorithm = hashes.SHA1() if hashed_with == "SHA1" else hashes.SHA256()
    return read(private_key).sign(text, PKCS1v15(), algorithm)
