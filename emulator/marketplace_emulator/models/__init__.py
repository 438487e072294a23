"""AWS's service models: the installed botocore's, or those that this package carries, whichever are newer.

A project may need an older boto3 (aiobotocore and aioboto3 name the versions that they can work with). The emulator answers it
like AWS of today all the same. `make models` copies the models of the installed botocore to this folder.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botocore.loaders import Loader

SERVICES = ("meteringmarketplace", "marketplace-entitlement", "marketplace-agreement")
CARRIED = Path(__file__).parent
VERSION = CARRIED / "botocore-version.txt"


def installed() -> Path:
    """Return the folder of the installed botocore's models, without an import of botocore."""
    spec = find_spec("botocore")
    assert spec is not None and spec.origin is not None, "botocore is a dependency and always installed"
    return Path(spec.origin).parent / "data"


@cache
def newest() -> Path:
    """Return the folder with the newer models."""
    return CARRIED if _number(VERSION.read_text()) > _number(version("botocore")) else installed()


def of_service(service: str) -> Path:
    """Return the folder of a service's newest API version."""
    return max(path for path in (newest() / service).iterdir() if path.is_dir())


@cache
def loader(folders: str | None) -> Loader:
    """Return a loader of botocore's that finds the newer models, and first those in the folders of AWS_DATA_PATH.

    All sessions of a process share it: a session's own one reads AWS's endpoints anew, which takes longer than all else.
    """
    from botocore.loaders import create_loader

    made = create_loader(folders)
    if newest() == CARRIED:
        made.search_paths.insert(0, str(CARRIED))
    return made


def _number(written: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", written)[:3]))
