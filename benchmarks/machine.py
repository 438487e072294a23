"""Facts about the machine of a measurement."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

PACKAGES = ("httptools", "uvloop", "SQLAlchemy", "werkzeug", "boto3")


def facts() -> dict[str, object]:
    """Return what a reader needs to compare figures from two machines."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def sentence() -> str:
    """Return the facts on one line."""
    return ", ".join(f"{name} {value}" for name, value in facts().items())
