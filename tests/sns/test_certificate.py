"""The certificate that verifies SNS's messages: what it says, where it is served, and that it outlives the state."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec.structs import replace

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.commands import main
from marketplace_emulator.serving.ports import NAMES
from marketplace_emulator.store import signing_certificates


def fetched(url: str, authority: Path | None = None) -> httpx.Response:
    """Get a URL, trusting an authority and nothing else."""
    trusted: ssl.SSLContext | bool = False
    if authority is not None:
        trusted = ssl.create_default_context(cafile=authority)
        trusted.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python does from 3.13 on
    with httpx.Client(trust_env=False, verify=trusted) as client:
        return client.get(url)


def test_it_says_what_aws_libraries_look_for(served: Marketplace) -> None:
    read = x509.load_pem_x509_certificate(served.sns()["certificate"].encode())
    [name] = read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value == "sns.amazonaws.com"
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["sns.amazonaws.com"]
    key = read.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 2048
    read.verify_directly_issued_by(read)
    assert (read.not_valid_before_utc.year, read.not_valid_after_utc.year) == (2020, 2119)


def test_both_ports_serve_it(secure: Marketplace, authority: Path) -> None:
    shown = secure.sns()
    assert re.fullmatch(
        r"https://127\.0\.0\.1:\d+/SimpleNotificationService-[0-9a-f]{32}\.pem", shown["certificate_url"]
    )
    by_https = fetched(shown["certificate_url"], authority)
    by_http = fetched(secure.url + urlsplit(shown["certificate_url"]).path)
    assert by_https.text == by_http.text == shown["certificate"]
    assert by_https.headers["content-type"] == "application/x-pem-file"
    with secure.world.transaction():
        assert not secure.exchanges(), "AWS Marketplace was not asked"


def test_one_port_is_enough_for_libraries_that_take_any_url(served: Marketplace) -> None:
    shown = served.sns()
    assert shown["url"] == served.url
    assert fetched(shown["certificate_url"]).text == shown["certificate"]


def test_another_certificate_is_not_there(served: Marketplace) -> None:
    answer = fetched(f"{served.url}/SimpleNotificationService-{'0' * 32}.pem")
    assert answer.status_code == 404
    assert urlsplit(served.sns()["certificate_url"]).path in answer.text


def test_it_outlives_the_state_and_the_process(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'world.db'}"
    with Marketplace(store=store, port=0, sns_tls_port=0) as first:
        kept = first.sns()
        first.snapshot("before")
        first.reset()
        first.restore("before")
        assert first.sns() == kept
    with Marketplace(store=store, port=0, sns_tls_port=0) as second:
        again = second.sns()
        assert {**again, "url": "", "certificate_url": ""} == {**kept, "url": "", "certificate_url": ""}
    with Marketplace(store=store, port=0, sns_tls_port=0, sns_url="https://emulator:4443/") as elsewhere:
        named = elsewhere.sns()
        assert (named["url"], named["certificate"]) == ("https://emulator:4443", kept["certificate"])
        assert named["authority"] != kept["authority"], "another name needs another certificate for HTTPS"


def test_without_a_port_its_url_is_aws_own(marketplace: Marketplace) -> None:
    shown = marketplace.sns()
    assert shown["certificate_url"].startswith("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-")
    assert shown["authority"] is None


def test_the_authority_vouches_for_the_second_port_alone(authority: Path) -> None:
    """Its private key is thrown away, and it can sign no other authority."""
    read = x509.load_pem_x509_certificate(authority.read_bytes())
    constraints = read.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (constraints.ca, constraints.path_length) == (True, 0)


def _ending(left: timedelta) -> str:
    """Make a certificate that is valid for some time yet."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + left).sign(key, SHA256())
    return made.public_bytes(Encoding.PEM).decode()


def test_the_certificate_of_the_second_port_is_one_that_macos_takes(secure: Marketplace) -> None:
    """It is valid for at most 825 days, and for servers; one that ends soon is replaced when the emulator starts."""
    with secure.world.transaction():
        identity = signing_certificates.https(secure.world.store, NAMES)
        assert signing_certificates.https(secure.world.store, [*reversed(NAMES)]) == identity
    read = x509.load_pem_x509_certificate(identity.certificate.encode())
    assert 790 < (read.not_valid_after_utc - datetime.now(UTC)).days < 825
    usage = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert identity.is_good()
    assert not replace(identity, certificate=_ending(timedelta(days=29))).is_good()


def test_commands_and_the_path_print_the_authority(secure: Marketplace, authority: Path) -> None:
    run = CliRunner().invoke(main, ["sns", "authority", "--url", secure.url])
    assert run.output == authority.read_text() == fetched(f"{secure.url}/_emulator/sns/authority.pem").text
    assert CliRunner().invoke(main, ["sns", "certificate", "--url", secure.url]).output == secure.sns()["certificate"]
    shown = CliRunner().invoke(main, ["sns", "show", "--url", secure.url]).output
    assert shown.splitlines() == [
        f"url                {secure.sns()['url']}",
        "signature_version  1",
        f"certificate_url    {secure.sns()['certificate_url']}",
    ]


def test_an_emulator_without_https_says_how_to_get_it(served: Marketplace) -> None:
    run = CliRunner().invoke(main, ["sns", "authority", "--url", served.url])
    expected = "this emulator has no HTTPS port; start it with serve --sns-tls-port 4443"
    assert (run.exit_code, run.output) == (1, f"Error: {expected}\n")
    with pytest.raises(Refused, match=expected):
        served.request("GET", "/sns/authority.pem")
