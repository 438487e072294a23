"""A language is one file; an invalid file fails with what was expected."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from marketplace_contracts import words
from marketplace_contracts.words import LANGUAGES, language, languages

FOLDER = Path(words.__file__).parent
FINNISH = "code = 'fi'\ncommon = ['on', 'ei', 'ole']\nthing_stem = ['linkki']\nbad_stem = ['vanhentu']\n"


def test_each_language_is_found_by_its_file() -> None:
    assert sorted(LANGUAGES) == ["de", "en", "es", "fr", "it", "nl", "pt"]
    assert len(LANGUAGES) == len(list(FOLDER.glob("*.toml")))


def test_a_new_language_is_one_new_file(tmp_path: Path) -> None:
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, tmp_path)
    (tmp_path / "finnish.toml").write_text(FINNISH)
    assert languages(tmp_path) == {**LANGUAGES, "fi": language(tmp_path / "finnish.toml")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "code = 'fi'",
            "finnish.toml is not a language file: Object missing required field `common`; expected a `code`",
        ),
        (
            f"{FINNISH}blames = []",
            "contains unknown field `blames`; expected a `code`, and lists of words: code, common",
        ),
        (f"{FINNISH}fails = 'virhe'", "Expected `array`, got `str`"),
        (f"{FINNISH}fails = ['virhe(']", r"finnish.toml has 'virhe\(' in fails, which is not a regular expression"),
        ("code = ", "finnish.toml is not a language file: Invalid value"),
    ],
    ids=["no words", "unknown list", "no list", "no expression", "no TOML"],
)
def test_a_file_that_is_not_a_language_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "finnish.toml").write_text(text)
    with pytest.raises(ImportError, match=said):
        languages(tmp_path)


def test_two_files_of_one_language_are_refused_with_both_names(tmp_path: Path) -> None:
    for name in ("finnish", "suomi"):
        (tmp_path / f"{name}.toml").write_text(FINNISH)
    with pytest.raises(ImportError, match=r"finnish.toml and suomi.toml are both 'fi'; a language has one file"):
        languages(tmp_path)
