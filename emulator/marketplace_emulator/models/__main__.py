"""Copy the models of the installed botocore to this package: `python -m marketplace_emulator.models`, or `make models`."""

from __future__ import annotations

import gzip
import json
import shutil
from importlib.metadata import version

from marketplace_emulator.models import CARRIED, SERVICES, VERSION, installed

KEPT = ("service-2", "paginators-1")
"""The files that clients and the emulator read; rules for AWS's own endpoints are not among them."""


def main() -> None:
    """Replace the carried models."""
    for service in SERVICES:
        shutil.rmtree(CARRIED / service, ignore_errors=True)
        newest = max(path for path in (installed() / service).iterdir() if path.is_dir())
        copy = CARRIED / service / newest.name
        copy.mkdir(parents=True)
        for file in newest.iterdir():
            name, _, ending = file.name.partition(".")
            if name in KEPT:
                raw = gzip.decompress(file.read_bytes()) if ending == "json.gz" else file.read_bytes()
                model = json.loads(raw)
                if "json" in model.get("metadata", {}).get("protocols", ()):
                    model["metadata"]["protocol"] = "json"  # the one name that a boto3 without CBOR reads
                (copy / f"{name}.json").write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    VERSION.write_text(version("botocore") + "\n")


if __name__ == "__main__":
    main()
