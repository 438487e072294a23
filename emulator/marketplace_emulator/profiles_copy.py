"""A copy of the developer's AWS profiles in which every profile has the emulator's credentials.

A program that is tried may name a profile, or be started with AWS_PROFILE. A profile that asks a single sign-on, a process or
another account for credentials would leave this machine, and one that is missing would stop the program. What a profile says
about the endpoints of other services is kept, since they may be stand-ins, too.
"""

from __future__ import annotations

import atexit
import configparser
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

KEPT = ("endpoint_url", "services", "s3")
FILES = {"AWS_CONFIG_FILE": "~/.aws/config", "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials"}


def copied(credentials: Mapping[str, str]) -> str:
    """Write the copy, with these settings in every profile, and return its path; it lives as long as this process."""
    text = "\n".join(_sections(credentials))
    path = _folder(os.getpid()) / f"profiles-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    return str(path)


def _sections(credentials: Mapping[str, str]) -> Iterator[str]:
    profiles: dict[str, dict[str, str]] = {"default": {}}
    services: dict[str, Mapping[str, str]] = {}
    for variable in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE"):
        if os.environ.get(variable):
            profiles.setdefault(os.environ[variable], {})
    for variable, usual in FILES.items():
        for name, values in _read(Path(os.environ.get(variable) or usual).expanduser()):
            kind, _, rest = name.partition(" ")
            if kind == "services":
                services[name] = values
            elif kind == "profile" or not rest:
                profile = profiles.setdefault((rest or name).strip().strip("\"'"), {})
                profile.update({key: value for key, value in values.items() if key in KEPT})
    for name, endpoints in services.items():
        yield _section(name, endpoints)
    for name, values in profiles.items():
        quoted = f'"{name}"' if " " in name else name
        yield _section("default" if name == "default" else f"profile {quoted}", {**credentials, **values})


def _read(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    parser = configparser.RawConfigParser(default_section="", strict=False)
    try:
        parser.read(path, encoding="utf-8")
    except (OSError, ValueError, configparser.Error):
        return  # SDKs report a broken file each in its own way; a copy without it stops none
    for name in parser.sections():
        yield name, dict(parser.items(name))


def _section(name: str, values: Mapping[str, str]) -> str:
    lines = (f"{key} = {value}".replace("\n", "\n  ") for key, value in values.items())
    return f"[{name}]\n" + "".join(f"{line}\n" for line in lines)


@cache
def _folder(process: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="marketplace-emulator-"))

    def remove() -> None:
        if os.getpid() == process:  # not in a child that was forked
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder
