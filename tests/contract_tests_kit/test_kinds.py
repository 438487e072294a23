"""A kind of subject is one file, found by its name; a misfit fails at import with what was expected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace_contracts import subjects
from marketplace_contracts.settings import Settings

GOOD = """
class TelnetSubject:
    kind, started, concurrent, events, interleaving = "telnet", False, False, ("",), None
    def __init__(self, settings, environment): self.settings = settings
    @staticmethod
    def takes(settings): return settings.subject.startswith("telnet://")
    forwarded = {}
    def connections(self): return None
    def call_by(self, event, *, encoded=None): return ""
    def misunderstands(self): return ""
    def output(self, since=0): return None
    def written(self): return 0
    def lost(self): return None
    def restarted(self): return None
    def close(self): pass
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Another folder in which the kit finds kinds."""
    subjects.__path__.append(str(tmp_path))
    yield tmp_path
    subjects.__path__.remove(str(tmp_path))
    sys.modules.pop("marketplace_contracts.subjects.telnet", None)


def test_each_file_is_a_kind() -> None:
    files = [each.stem for each in Path(subjects.__file__).parent.glob("*.py") if each.stem != "__init__"]
    assert sorted(subjects.KINDS) == sorted(files) == ["aws_lambda", "command", "python", "url"]


def test_a_new_kind_is_one_new_file(folder: Path) -> None:
    (folder / "telnet.py").write_text(GOOD)
    kinds = subjects.kinds()
    settings = Settings(subject="telnet://shop.example")
    assert [name for name, kind in kinds.items() if kind.takes(settings)] == ["telnet"]
    assert kinds.keys() == {*subjects.KINDS, "telnet"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"subjects.telnet has 0 classes with takes\(settings\) \(none\); expected one"),
        (GOOD + GOOD.replace("Telnet", "Other"), r"2 classes with takes\(settings\) \(TelnetSubject, OtherSubject\)"),
        (
            GOOD.replace("def lost", "def found").replace("started, ", "begun, "),
            "subjects.telnet.TelnetSubject is not a kind of subject: it lacks started, lost; expected takes, started, ",
        ),
    ],
    ids=["no class", "two classes", "members lack"],
)
def test_a_file_that_is_not_a_kind_is_refused(folder: Path, text: str, said: str) -> None:
    (folder / "telnet.py").write_text(text)
    with pytest.raises(ImportError, match=said):
        subjects.kinds()
