"""The two functions of oscrypto that validate_aws_sns_message calls, done by cryptography.

oscrypto 1.3.0, its newest release, cannot be imported beside OpenSSL 3.0.10 and later: it does not understand the version.
"""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1


class SignatureError(Exception):
    """A signature is not of a text."""


def _verify(certificate: x509.Certificate, signature: bytes, text: bytes, hashed_with: str) -> None:
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    assert hashed_with == "sha1"
    try:
        key.verify(signature, text, PKCS1v15(), SHA1())
    except InvalidSignature:
        raise SignatureError from None


def install(patch: pytest.MonkeyPatch) -> None:
    """Let `import oscrypto.asymmetric` find these functions."""
    package, asymmetric, errors = (ModuleType(name) for name in ("oscrypto", "oscrypto.asymmetric", "oscrypto.errors"))
    vars(asymmetric).update(load_certificate=x509.load_pem_x509_certificate, rsa_pkcs1v15_verify=_verify)
    vars(errors).update(SignatureError=SignatureError)
    vars(package).update(asymmetric=asymmetric, errors=errors)
    for module in (package, asymmetric, errors):
        patch.setitem(sys.modules, module.__name__, module)
