"""Packages are whole when a test gets them, whoever else is installing them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.npm import installed

NPM = """#!/bin/sh
rm -rf node_modules && mkdir node_modules && sleep 0.5 && cp package-lock.json node_modules/package && echo ran >> runs
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose npm takes its time."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "npm").write_text(NPM)
    (tmp_path / "bin" / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    (tmp_path / "package-lock.json").write_text("first")
    return tmp_path


def package(folder: Path) -> str:
    """Install, and read at once what was installed."""
    return (installed(folder) / "node_modules" / "package").read_text()


def test_packages_are_installed_once_by_all_who_want_them_at_once(folder: Path) -> None:
    with ThreadPoolExecutor(4) as tests:
        assert list(tests.map(package, [folder] * 4)) == ["first"] * 4
    assert (folder / "runs").read_text() == "ran\n"


def test_packages_are_installed_anew_when_other_ones_are_locked(folder: Path) -> None:
    assert package(folder) == "first"
    (folder / "package-lock.json").write_text("other")
    assert package(folder) == "other"


def test_an_install_that_was_broken_off_is_begun_anew(folder: Path) -> None:
    (folder / "node_modules").mkdir()
    assert package(folder) == "first"
