"""X.509 certificates: the one that verifies SNS's signatures, and one for HTTPS with an authority of its own.

cryptography is imported when it is first used, so that the emulator starts without it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from marketplace_emulator import key_pair
from marketplace_emulator.fidelity import imitates

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

imitates(
    __name__,
    "The certificate that verifies SNS's signatures has an RSA key of 2048 bits, and sns.amazonaws.com as its common name "
    "and as its only alternative name.",
    "doc",
    "AWS SDK for Java v2, sns-message-manager, which checks both names",
)
imitates(
    __name__,
    "The certificate's file is SimpleNotificationService-, 32 hexadecimal digits, .pem.",
    "seen",
    "messages of 2023-02 and 2024-09 that sellers published",
)

COMMON_NAME = "sns.amazonaws.com"
ORGANIZATION = "AWS Marketplace emulator"
"""It says that the certificate is not Amazon's. PyPI's aws-sns-verifier looks for AWS in it."""
_Validity = tuple[datetime, datetime]
_ALWAYS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2119, 12, 31, tzinfo=UTC)
"""Validity is checked by the clocks of other programs, which do not know the emulator's."""
HTTPS_DAYS = 820
"""macOS takes no certificate of an HTTPS server that is valid for more than 825 days."""
LEAST_DAYS = 30


def signing(private_key: str) -> str:
    """Return a certificate in PEM that verifies what SNS signs with this private key."""
    key = key_pair.read(private_key)
    name = _name(COMMON_NAME)
    return _pem(_signed(name, name, key, key, _ALWAYS, names=[COMMON_NAME]))


def path(certificate: str) -> str:
    """Return the path at which SNS serves a certificate."""
    return f"/SimpleNotificationService-{hashlib.sha256(certificate.encode()).hexdigest()[:32]}.pem"


class HttpsIdentity(msgspec.Struct, frozen=True):
    """What an HTTPS server shows, all in PEM: its certificate, its private key, and the authority to trust."""

    certificate: str
    private_key: str
    authority: str

    def is_good(self) -> bool:
        """Say whether the certificate is valid for some time yet."""
        from cryptography import x509

        end = x509.load_pem_x509_certificate(self.certificate.encode()).not_valid_after_utc
        return end > datetime.now(UTC) + timedelta(days=LEAST_DAYS)


def https(names: Iterable[str]) -> HttpsIdentity:
    """Make an authority and let it vouch for one certificate with these host names and addresses.

    The authority's private key is not kept: whoever trusts the authority trusts this certificate and no other.
    """
    authority_name = _name(f"{ORGANIZATION}, authority for HTTPS")
    authority_key, key = key_pair.read(key_pair.make()), key_pair.make()
    begin = datetime.now(UTC) - timedelta(days=1)  # somebody's clock may be late
    validity = (begin, begin + timedelta(days=HTTPS_DAYS))
    authority = _signed(authority_name, authority_name, authority_key, authority_key, validity)
    certificate = _signed(_name(ORGANIZATION), authority_name, key_pair.read(key), authority_key, validity, names=names)
    return HttpsIdentity(_pem(certificate), key, _pem(authority))


def _pem(certificate: x509.Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _name(common_name: str) -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
        ]
    )


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: RSAPrivateKey,
    issuer_key: RSAPrivateKey,
    validity: _Validity,
    names: Iterable[str] = (),
) -> x509.Certificate:
    """Return a certificate with these alternative names; without any, it is an authority's."""
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import ExtendedKeyUsageOID

    alternatives = [_alternative(each) for each in names]
    public, issuers_public = key.public_key(), issuer_key.public_key()
    builder = (
        x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), *validity)
        .add_extension(x509.BasicConstraints(ca=not alternatives, path_length=None if alternatives else 0), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuers_public), False)
        .add_extension(_usage(authority=not alternatives), True)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
    return builder.sign(issuer_key, SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=False,
        key_encipherment=not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative(name: str) -> x509.GeneralName:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return x509.DNSName(name)
