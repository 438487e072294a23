"""How the kit connects to a server at a URL, and why it cannot: the cause, and what to do."""

from __future__ import annotations

import contextlib
import socket
import ssl
from urllib.parse import urlsplit

import httpx

from marketplace_contracts.same_site import is_loopback

_LOCALHOST = ("::1", "127.0.0.1")
"""In the order of browsers (RFC 6724)."""
_TWINS = {"127.0.0.1": "::1", "::1": "127.0.0.1"}


def tls_for(url: str) -> ssl.SSLContext:
    """Verify certificates with the system's authorities, SSL_CERT_FILE and SSL_CERT_DIR; on this machine, verify nothing."""
    if is_loopback(url):
        return httpx.create_ssl_context(verify=False)
    context = httpx.create_ssl_context()
    context.load_default_certs()
    return context


def explained(url: str, error: Exception) -> str:
    """Return why a URL cannot be reached. What to do is in it, unless the server only has to be started."""
    said, split = str(error) or type(error).__name__, urlsplit(url)
    rest = url.partition("://")[2]
    if "CERTIFICATE_VERIFY_FAILED" in said:
        return (
            f"its certificate is not trusted ({said}); set SSL_CERT_FILE to the certificate of the authority that signed it, or "
            "give the subject's address on this machine, such as https://localhost:8443/, where the kit verifies no certificate"
        )
    if "SSL" in said and split.scheme == "https":
        return f"it does not speak TLS ({said}); if it speaks http, give http://{rest}"
    if isinstance(error, (httpx.RemoteProtocolError, httpx.ReadError)) and split.scheme == "http":
        return f"it does not speak http ({said}); if it speaks https, give https://{rest}"
    return only_the_twin_listens(url) or said


def only_the_twin_listens(url: str) -> str:
    """Return what to do if a server listens on ::1 where 127.0.0.1 was given, or the other way round; else nothing."""
    split = urlsplit(url)
    twin = _TWINS.get(split.hostname or "")
    port = split.port or (443 if split.scheme == "https" else 80)
    if twin is None or not listens(twin, port):
        return ""
    shown, given = (f"[{each}]" if ":" in each else each for each in (twin, split.hostname or ""))
    path = url.partition("://")[2].partition("/")[2]
    return (
        f"nothing listens on {given}:{port}, but something does on {shown}:{port}; give {split.scheme}://{shown}:{port}/{path}, "
        f"or let it listen on {given} too"
    )


def listens(host: str, port: int) -> bool:
    """Return whether something accepts connections there; `localhost` is both addresses."""
    for each in _LOCALHOST if host == "localhost" else (host,):
        with contextlib.suppress(OSError), socket.create_connection((each, port), 1):
            return True
    return False


class Transport(httpx.HTTPTransport):
    """Connections to a server. As browsers do, it takes `localhost` for both addresses without asking a name server."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; to localhost, to the first address on which something listens."""
        url = request.url
        if url.host == "localhost":
            port = url.port or (443 if url.scheme == "https" else 80)
            found = next((each for each in _LOCALHOST if listens(each, port)), _LOCALHOST[0])
            request.url = url.copy_with(host=found)
            request.extensions["sni_hostname"] = url.host
        return super().handle_request(request)
