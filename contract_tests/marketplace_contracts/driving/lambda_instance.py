"""One instance of a Lambda handler in Python: reads events, a line of JSON each, and writes what the handler returned.

Run as `python lambda_instance.py MODULE:HANDLER READ_FD WRITE_FD`. It imports nothing of the kit.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import traceback
import uuid
from typing import Any


class Context:
    """The context object of a handler."""

    function_name = "subject"
    function_version = "$LATEST"
    memory_limit_in_mb = "512"
    invoked_function_arn = "arn:aws:lambda:us-east-1:111122223333:function:subject"
    log_group_name = "/aws/lambda/subject"
    log_stream_name = "local"
    identity = None
    client_context = None

    def __init__(self) -> None:
        self.aws_request_id = str(uuid.uuid4())
        self._ends = time.monotonic() + 30

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the handler may still run."""
        return max(0, int((self._ends - time.monotonic()) * 1000))


def main() -> None:
    """Answer events until the pipe closes."""
    name, read, write = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, os.getcwd())
    with open(read, encoding="utf-8") as events, open(write, "w", encoding="utf-8") as answers:

        def say(**message: Any) -> None:
            answers.write(json.dumps(message) + "\n")
            answers.flush()

        module, _, attribute = name.partition(":")
        try:
            handler = getattr(importlib.import_module(module), attribute)
        except BaseException as error:
            say(error=" ".join(f"{type(error).__name__}: {error}".split()))
            return
        say(ready=True)
        for line in events:
            try:
                say(returned=handler(json.loads(line), Context()))
            except SystemExit:
                traceback.print_exc()
                return  # Lambda starts another instance
            except BaseException as error:
                traceback.print_exc()
                say(error=" ".join(f"{type(error).__name__}: {error}".split()))


if __name__ == "__main__":
    main()
