"""The URL of SNS that messages name, where its certificate is and where subscriptions are confirmed."""

from __future__ import annotations

import re

_URL = re.compile(r"https?://[^/?#\s]+")


def checked(url: str) -> str:
    """Return a URL of SNS without a slash at its end, or raise ValueError for what is no URL of a host."""
    bare = url.rstrip("/")
    if _URL.fullmatch(bare) is None:
        raise ValueError(
            f"the URL of SNS is {url!r}; expected http:// or https:// and a host, e.g. https://sns.us-east-1.amazonaws.com"
        )
    return bare
