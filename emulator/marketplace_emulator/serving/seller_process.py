"""The process of the example seller: serves the WSGI application of a folder until the process that started it has ended.

It is run as a file, so that it imports nothing of the emulator. Standard input is a pipe from the process that started it, and
ends with that process, however that ends. Each line there has, in JSON, variables that have changed, and whether to begin anew.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

PACKAGE = "example_seller"


def load(folder: Path) -> Any:
    """Return the application in the folder's `app.py`; the folder's other modules do not become importable by bare names."""
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None
    sys.modules[PACKAGE] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return importlib.import_module(f"{PACKAGE}.app").app


def obey(own: tempfile.TemporaryDirectory[str], database: Path) -> None:
    """Do what each line of standard input says, and end this process when there will be no more."""
    for line in sys.stdin:
        said = json.loads(line)
        os.environ.update(said["variables"])
        if said["begins_anew"]:
            database.unlink(missing_ok=True)
    own.cleanup()
    os._exit(0)


def main(folder: str, host: str, port: str, descriptor: str | None = None) -> None:
    """Serve on a port, whose listening socket may be inherited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the process that started this one, which ends it
    own = tempfile.TemporaryDirectory(prefix="example-seller-", ignore_cleanup_errors=True)
    database = Path(own.name) / "accounts.db"
    os.environ["DATABASE"] = str(database)
    threading.Thread(target=obey, args=(own, database), daemon=True).start()
    logging.basicConfig(format="example seller: %(message)s")
    logging.getLogger("werkzeug").setLevel("ERROR")  # its access log has the keys of sign-ups
    from werkzeug.serving import make_server

    inherited = None if descriptor is None else int(descriptor)
    make_server(host, int(port), load(Path(folder)), threaded=True, fd=inherited).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
