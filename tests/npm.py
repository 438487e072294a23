"""Installing a folder's packages with npm: once, however many processes of a test run want them at the same time."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
from pathlib import Path

from tests.conftest import need


def installed(folder: Path) -> Path:
    """Install what the folder's package-lock.json names, unless that is there already, and give the folder."""
    npm = need("npm", "it comes with Node.js 20 or newer")
    modules = folder / "node_modules"
    with (folder / "package-lock.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = hashlib.sha256(lock.read()).hexdigest()
        marker = modules / ".installed"  # written last; `npm ci` begins by taking it away
        if not marker.exists() or marker.read_text() != wanted:
            subprocess.run(
                [npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True, timeout=300
            )
            marker.write_text(wanted)
    return folder
