"""`sns`: show the certificates that SNS's messages are verified with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from marketplace_emulator.commands._group import Group
from marketplace_emulator.commands._steering import as_json, fail, show_json, steers

if TYPE_CHECKING:
    from marketplace_emulator import Remote


@click.group(cls=Group)
def command() -> None:
    """Show the certificates that verify the messages of SNS.

    Example: marketplace-emulator sns authority > authority.pem
    """


@command.command()
@as_json
@steers
def show(emulator: Remote, as_json: bool) -> None:
    """Show the URL of SNS in its messages, and where their certificate is.

    Example: marketplace-emulator sns show
    """
    found = emulator.sns()
    if as_json:
        show_json(found)
        return
    for name, value in found.items():
        if name not in ("certificate", "authority"):
            click.echo(f"{name:<18} {value}")


@command.command()
@steers
def certificate(emulator: Remote) -> None:
    """Print the certificate that verifies the messages, in PEM.

    Example: marketplace-emulator sns certificate > certificate.pem
    """
    click.echo(emulator.sns()["certificate"], nl=False)


@command.command()
@steers
def authority(emulator: Remote) -> None:
    """Print the authority of the HTTPS port, in PEM, for NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and REQUESTS_CA_BUNDLE.

    Example: marketplace-emulator sns authority > authority.pem
    """
    found = emulator.sns()["authority"]
    if found is None:
        fail("this emulator has no HTTPS port; start it with serve --sns-tls-port 4443")
    click.echo(found, nl=False)
