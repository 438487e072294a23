"""SNS as the receivers of its messages see it: its URL, and the certificates that they verify messages with."""

from __future__ import annotations

from typing import TypedDict

from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.world import World

PEM_TYPE = "application/x-pem-file"


class SnsCertificates(TypedDict):
    """The URL of SNS in its messages, the certificate that verifies them in PEM, where it is fetched, and its version.

    `authority` is the certificate to trust for the HTTPS port, in PEM; null if the emulator has no such port.
    """

    url: str
    signature_version: str
    certificate_url: str
    certificate: str
    authority: str | None


@route("GET", "/sns")
def show_sns(world: World) -> SnsCertificates:
    """Show the URL of SNS in its messages, and the certificates to verify them with."""
    signer = world.sns_signer()
    return SnsCertificates(
        url=signer.url,
        signature_version=world.readings["sns_signature_version"],
        certificate_url=signer.certificate_url,
        certificate=signer.certificate,
        authority=world.sns_authority,
    )


@route("GET", "/sns/authority.pem", content_type=PEM_TYPE)
def show_authority(world: World) -> Answer:
    """Show the authority to trust for the HTTPS port, in PEM."""
    if world.sns_authority is None:
        raise Problem(404, "this emulator has no HTTPS port; start it with serve --sns-tls-port 4443")
    return Answer(200, PEM_TYPE, world.sns_authority.encode())
