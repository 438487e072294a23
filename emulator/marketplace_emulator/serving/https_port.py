"""A second port, with HTTPS, for libraries that fetch SNS's certificate by HTTPS alone."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from marketplace_emulator.serving.server import Server, bind, url_of
from marketplace_emulator.serving.site import Site
from marketplace_emulator.store import signing_certificates

if TYPE_CHECKING:
    from ssl import SSLContext

    from marketplace_emulator.sns.certificate import HttpsIdentity

OPTION = "--sns-tls-port"
NAMES = ("localhost", "127.0.0.1", "::1", "sns.us-east-1.amazonaws.com")
"""The hosts that the certificate of the port is for; the host of SNS's URL and those of --allow-host are added."""


def open_server(site: Site, bound: socket.socket, tls_port: int | None) -> Server:
    """Make the server of a bound socket, with a second port if there is a `tls_port`.

    If the world has no URL of SNS yet, it becomes that of the second port, or else of the first.
    """
    opened = [bound]
    try:
        return _opened(site, opened, tls_port)
    except BaseException:
        for each in opened:
            each.close()
        raise


def _opened(site: Site, opened: list[socket.socket], tls_port: int | None) -> Server:
    world, [bound] = site.world, opened
    if tls_port is None:
        server = Server(site, bound)
        world.sns_url = world.sns_url or server.url
        return server
    host = bound.getsockname()[0]
    second = bind(host, tls_port, OPTION)
    opened.append(second)
    names = {*NAMES, *site.guard.hosts, urlsplit(world.sns_url or "").hostname or "localhost"}
    with world.transaction():
        identity = signing_certificates.https(world.store, names)
    world.sns_authority = identity.authority
    world.sns_url = world.sns_url or url_of(host, second.getsockname()[1], "https")
    return Server(site, bound, (second, _context(identity)))


def _context(identity: HttpsIdentity) -> SSLContext:
    import ssl
    import tempfile

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    descriptor, file = tempfile.mkstemp(suffix=".pem")  # only a file can be loaded
    try:
        with os.fdopen(descriptor, "w") as written:
            written.write(identity.private_key + identity.certificate)
        context.load_cert_chain(file)
    finally:
        os.unlink(file)
    return context
