"""The codec of a request is found by its protocol's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import wire
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.wire import aws_json

SHOUTED = """
from marketplace_emulator.wire.aws_json import answer, error, operation, parameters
def takes(request):
    return request.headers.get("content-type") == "application/shouted"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which further protocols are found."""
    monkeypatch.setattr(wire, "__path__", [*wire.__path__, str(tmp_path)])
    return tmp_path


def test_a_protocol_s_file_takes_its_own_requests(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "shouted.py").write_text(SHOUTED)
    monkeypatch.setattr(wire, "_OTHERS", wire._discover())
    assert wire.of(HttpRequest("POST", "/", {"content-type": "application/shouted"})).__name__.endswith(".shouted")  # type: ignore[attr-defined]
    assert wire.of(HttpRequest("POST", "/", {"content-type": "application/x-amz-json-1.1"})) is aws_json
    assert wire.of(HttpRequest("GET", "/anything", {})) is aws_json


def test_a_file_that_is_no_codec_fails_with_what_it_lacks(folder: Path) -> None:
    (folder / "whispered.py").write_text(SHOUTED.replace("answer, error, ", ""))
    with pytest.raises(ImportError, match=r"wire/whispered.py has no function answer, error; a codec has all of Codec"):
        wire._discover()
