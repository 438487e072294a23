"""The headers that a browser on this machine sends to the console."""

from __future__ import annotations

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Host": "127.0.0.1:4100"}
"""For a page."""
FORM = BROWSER | {"Origin": "http://127.0.0.1:4100", "Sec-Fetch-Site": "same-origin"}
"""For a form of one of these pages."""
SCRIPT = FORM | {"Accept": "text/html, application/problem+json"}
"""For a form that `forms.js` sends."""
