"""Requests to this machine go directly, whatever proxy a program has: to a proxy, 127.0.0.1 is the proxy's own machine."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Without brackets, which httpx takes for a bad port: every program that uses it would fail."""
_WORD = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
_AWS = re.compile(r"""["']?-Daws\.""")
_PROXY = re.compile(r"""["']?-Dhttps?\.proxyHost=""")
_DIRECT = "-Dhttp.nonProxyHosts="


def hosts(url: str) -> str:
    """Return the value of NO_PROXY: what this process has, this machine, and the host of a URL."""
    given = ",".join(os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy"))
    named = [each.strip() for each in given.split(",")]
    return ",".join(dict.fromkeys(each for each in (*named, *LOOPBACK, urlsplit(url).hostname or "") if each))


def java_options(options: str, url: str) -> str:
    """Return a JVM's options without the SDK's properties; beside a proxy, this machine and the host of a URL go directly.

    java.net exempts this machine by itself, but the SDK's own HTTP clients only if `http.nonProxyHosts` says so.
    """
    words = [word for word in _WORD.findall(options) if not _AWS.match(word)]
    if any(_PROXY.match(word) for word in words):
        given = [word.removeprefix(_DIRECT) for word in words if word.startswith(_DIRECT)]
        words = [word for word in words if not word.startswith(_DIRECT)]
        direct = dict.fromkeys((*given, "localhost", "127.*", "[::1]", urlsplit(url).hostname or "localhost"))
        words.append(_DIRECT + "|".join(direct))
    return " ".join(words)
