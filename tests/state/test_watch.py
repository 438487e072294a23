"""`serve --watch` plants a fixture file again when it is saved, and keeps the world if the file has a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from marketplace_emulator import Remote
from marketplace_emulator.watch import Watch
from tests.eventually import ended_if_silent, eventually
from tests.serving import serving

ONE = "products:\n  - name: tidewater\nbuyers:\n  - name: alder\nagreements:\n  - name: a\n    product: tidewater\n    buyer: alder\n"
TWO = ONE + "  - name: b\n    product: tidewater\n    buyer: alder\nreadings:\n  token_lifetime: 1h\n"


def save(file: Path, text: str) -> None:
    """Save like an editor: atomically, so that nobody reads half a file."""
    beside = file.with_suffix(".new")
    beside.write_text(text)
    beside.replace(file)


def names(remote: Remote) -> list[str]:
    return [each["name"] for each in remote.agreements()]


def test_a_saved_file_is_planted_and_a_mistake_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    save(file, ONE)
    with serving("--fixtures", str(file), "--watch") as served, served.connect() as remote:
        assert names(remote) == ["a"]
        remote.client().resolve_customer(RegistrationToken="valid")
        remote.clock.advance("5h")
        save(file, TWO)
        eventually(lambda: names(remote) == ["a", "b"], "the second agreement is there")
        assert remote.readings()["token_lifetime"] == "1h"
        assert len(remote.exchanges()) == 1, "the journal stays"
        assert remote.request("GET", "/clock")["offset"] == pytest.approx(18000, abs=1), "the clock stays"

        save(file, TWO.replace("buyer: alder", "buyer: adler"))
        assert served.process.stderr is not None
        with ended_if_silent(served.process):
            said = [served.process.stderr.readline() for _ in range(3)]
        assert "Planted again" in said[0]
        assert f"{file}:8: $.agreements[0].buyer" in said[1]
        assert "The world stays as it was" in said[2]
        assert names(remote) == ["a", "b"]

        save(file, ONE)
        eventually(lambda: names(remote) == ["a"], "the first agreement is alone again")
        assert remote.readings()["token_lifetime"] == "4h"


def test_a_failure_of_any_kind_is_reported_and_the_next_save_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    save(file, "a")
    said: list[str] = []
    planted: list[str] = []

    def reload() -> None:
        planted.append(file.read_text())
        if planted[-1] == "bb":
            raise RecursionError("too deep")

    watch = Watch([file], reload, said.append)
    watch.start()
    save(file, "bb")
    eventually(lambda: len(said) == 1, "all is told")
    save(file, "ccc")
    eventually(lambda: len(said) == 2, "all is told")
    assert "RecursionError: too deep" in said[0]
    assert (planted, said[1]) == (["bb", "ccc"], f"Planted again: {file}")
