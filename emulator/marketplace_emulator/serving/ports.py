"""The ports of a server: the one that is asked for, and a second one with HTTPS for libraries that fetch SNS's certificate.

They are bound before the world is opened, so that its first messages name the right URL.
"""

from __future__ import annotations

import os
from types import TracebackType
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
"""The hosts that the certificate of the second port is for; the host of SNS's URL and those of --allow-host are added."""


class Ports:
    """Bound ports; `sns_url` is the URL of SNS in messages: the one that is given, or that of the last port."""

    def __init__(self, host: str, port: int, tls_port: int | None = None, sns_url: str | None = None) -> None:
        self._bound = [bind(host, port)]
        try:
            if tls_port is not None:
                self._bound.append(bind(host, tls_port, OPTION))
        except BaseException:
            self.close()
            raise
        address, number = self._bound[-1].getsockname()[:2]
        self.sns_url = sns_url or url_of(address, number, "http" if tls_port is None else "https")

    @property
    def port(self) -> int:
        """The number of the port that was asked for."""
        return int(self._bound[0].getsockname()[1])

    def close(self) -> None:
        """Free the ports."""
        for each in self._bound:
            each.close()

    def __enter__(self) -> Ports:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def server(self, site: Site) -> Server:
        """Make the server of a site; it closes the ports when it stops."""
        bound, *second = self._bound
        if not second:
            return Server(site, bound)
        names = {*NAMES, *site.guard.hosts, urlsplit(self.sns_url).hostname or "localhost"}
        with site.world.transaction():
            identity = signing_certificates.https(site.world.store, names)
        site.world.sns_authority = identity.authority
        return Server(site, bound, (second[0], _context(identity)))


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
