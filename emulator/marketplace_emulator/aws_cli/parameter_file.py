"""Values that are read from a file: `file://token.txt` for text, `fileb://…` for bytes."""

from __future__ import annotations

import os
from os.path import expanduser, expandvars


class ParameterFileError(Exception):
    """The named file cannot be read."""


def contents(value: object) -> str | bytes | None:
    """Read the file that a value names, or return None if it names none; nothing is stripped from the text.

    Text is UTF-8 unless AWS_CLI_FILE_ENCODING says otherwise.
    """
    if not isinstance(value, str) or not value.startswith(("file://", "fileb://")):
        return None
    prefix, _, name = value.partition("://")
    path = expandvars(expanduser(name))
    try:
        if prefix == "fileb":
            with open(path, "rb") as binary:
                return binary.read()
        with open(path, encoding=os.environ.get("AWS_CLI_FILE_ENCODING", "utf-8")) as text:
            return text.read()
    except UnicodeDecodeError:
        raise ParameterFileError(
            f"Unable to load paramfile ({path}), text contents could not be decoded.  If this is a binary file, "
            "please use the fileb:// prefix instead of the file:// prefix."
        ) from None
    except OSError as failure:
        raise ParameterFileError(f"Unable to load paramfile {value}: {failure}") from failure
