"""The command `fixtures`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.seeding import WORLDS, path_of
from tests.commands.conftest import Run
from tests.serving import serving


def test_fixtures_check_counts_or_points_at_the_mistake(run: Run, tmp_path: Any) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text("products:\n  - name: tidewater\nbuyers:\n  - name: alder\n  - name: birch\n")
    bad.write_text("products:\n  - name: tidewater\n    generatoin: legacy\n")
    assert "products: 1, buyers: 2" in run("fixtures", "check", str(good)).stdout
    assert json.loads(run("fixtures", "check", str(good), "--json").stdout)["holds"]["buyers"] == 2
    refused = run("fixtures", "check", str(bad), code=1)
    assert f"{bad}:3: $.products[0].generatoin" in refused.stderr
    assert json.loads(run("fixtures", "check", str(bad), "--json", code=1).stdout)["ok"] is False


def test_fixtures_list_names_files_that_every_folder_has(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    listed = json.loads(run("fixtures", "list", "--json").stdout)
    assert [each["file"] for each in listed] == [
        f"fixtures/worlds/{each.name}" for each in sorted(WORLDS.glob("*.yaml"))
    ]
    for each in listed:
        assert f"{each['file']:<38}{each['about']}\n" in run("fixtures", "list").stdout
        assert each["about"].endswith(".")
    assert run("fixtures", "check", listed[-1]["file"]).stdout.startswith("products")


def test_fixtures_show_prints_a_world(run: Run) -> None:
    file = "fixtures/worlds/year.yaml"
    assert run("fixtures", "show", file).stdout == (WORLDS / "year.yaml").read_text()
    refused = run("fixtures", "show", "fixtures/worlds/yera.yaml", code=1)
    assert "does not come with the emulator; did you mean 'fixtures/worlds/year.yaml'" in refused.stderr


def test_a_file_of_ones_own_comes_first(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures" / "worlds").mkdir(parents=True)
    (tmp_path / "fixtures" / "worlds" / "year.yaml").write_text("products: [{name: mine}]")
    assert run("fixtures", "check", "fixtures/worlds/year.yaml").stdout == "products: 1\n"
    with Marketplace("fixtures/worlds/year.yaml") as marketplace:
        assert [each["name"] for each in marketplace.products()] == ["mine"]
    for file in ("renewal.yaml", "year.yaml"):
        assert path_of(Path("fixtures/worlds") / file) == path_of(tmp_path / "fixtures/worlds" / file)
    with Marketplace("fixtures/worlds/renewal.yaml") as marketplace:
        assert len(marketplace.agreements()) == 4
        marketplace.reset()
        assert len(marketplace.agreements()) == 4


@pytest.mark.slow
def test_serve_begins_with_a_world_from_any_folder(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with serving("--fixtures", "fixtures/worlds/renewal.yaml") as served:
        with served.connect() as remote:
            assert len(remote.agreements()) == 4
        served.process.terminate()
        assert served.process.stderr is not None
        assert served.process.stderr.read() == ""
