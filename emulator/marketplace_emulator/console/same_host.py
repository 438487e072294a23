"""Whether a browser takes the console and the seller's page for one site, as it never does with AWS and the seller."""

from __future__ import annotations

from urllib.parse import urlsplit

_OTHER = {"127.0.0.1": "localhost", "localhost": "127.0.0.1", "::1": "localhost"}


def other_name(url: str | None, host: str) -> str | None:
    """Return by which host, with its port, the console is another site than the seller's URL.

    Return None if it is another site already, and an empty text if it has no other name that is known. To a browser, a site
    is a host, whatever its port.
    """
    console = urlsplit(f"//{host}")
    if url is None or console.hostname is None or urlsplit(url).hostname != console.hostname:
        return None
    name = _OTHER.get(console.hostname, "")
    return f"{name}:{console.port}" if name and console.port is not None else name
