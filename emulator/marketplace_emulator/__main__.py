"""Run the command line: `marketplace-emulator` is `python -m marketplace_emulator`."""

import os
import signal
import sys


def _interrupted(*_: object) -> None:
    # Nothing has been started yet, and a half-finished import would print a stack trace.
    os.write(2, b"Interrupted before anything was tried.\n")
    os._exit(130)


if sys.argv[1:2] == ["check"]:
    signal.signal(signal.SIGINT, _interrupted)  # until the command installs its own handler

from marketplace_emulator.commands import main  # noqa: E402

if __name__ == "__main__":
    main()
