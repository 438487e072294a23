"""The headers of every answer of the console: only its own files run, and no other site may frame, read or keep it."""

from __future__ import annotations

from collections.abc import Mapping

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
"""The Content-Security-Policy: no inline script or style, and nothing from the net."""


def headers(
    policy: Mapping[str, str] | None = None, referrer: str = "same-origin", *, kept: bool = False
) -> tuple[tuple[str, str], ...]:
    """Return the headers; `policy` replaces directives, and a `kept` answer says itself how long caches keep it."""
    directives = {**POLICY, **(policy or {})}
    return (
        ("Content-Security-Policy", "; ".join(f"{name} {value}" for name, value in directives.items())),
        ("Referrer-Policy", referrer),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        *(() if kept else (("Cache-Control", "no-store"),)),
    )
