"""`serve --watch` plants a fixture file anew when it is saved, and keeps the world when the file has a mistake."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from emulator import Remote
from emulator.watch import Watch
from tests.state.test_processes import serving

ONE = "products:\n  - name: tidewater\nbuyers:\n  - name: alder\nagreements:\n  - name: a\n    product: tidewater\n    buyer: alder\n"
TWO = ONE + "  - name: b\n    product: tidewater\n    buyer: alder\nreadings:\n  token_lifetime: 1h\n"


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds, ten seconds at the most."""
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.05)


def names(remote: Remote) -> list[str]:
    return [each["name"] for each in remote.agreements()]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_saved_file_is_planted_and_a_mistake_is_told(tmp_path: Path, workers: str) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(ONE)
    with serving("--fixtures", str(file), "--watch", "--workers", workers) as served, served.connect() as remote:
        assert names(remote) == ["a"]
        remote.client().resolve_customer(RegistrationToken="valid")
        remote.clock.advance("5h")
        file.write_text(TWO)
        eventually(lambda: names(remote) == ["a", "b"])
        assert remote.readings()["token_lifetime"] == "1h"
        assert len(remote.exchanges()) == 1, "the journal stays"
        assert remote.request("GET", "/clock")["offset"] == pytest.approx(18000, abs=1), "the clock stays"

        file.write_text(TWO.replace("buyer: alder", "buyer: adler"))
        assert served.process.stderr is not None
        said = [served.process.stderr.readline() for _ in range(3)]
        assert "Planted anew" in said[0]
        assert f"{file}:8: $.agreements[0].buyer" in said[1]
        assert "The world stays as it was" in said[2]
        assert names(remote) == ["a", "b"]

        file.write_text(ONE)
        eventually(lambda: names(remote) == ["a"])
        assert remote.readings()["token_lifetime"] == "4h"


def test_a_failure_of_any_kind_is_told_and_the_next_save_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "world.yaml"
    file.write_text("a")
    said: list[str] = []
    planted: list[str] = []

    def reload() -> None:
        planted.append(file.read_text())
        if planted[-1] == "bb":
            raise RecursionError("too deep")

    watch = Watch([file], reload, said.append)
    watch.start()
    file.write_text("bb")
    eventually(lambda: len(said) == 1)
    file.write_text("ccc")
    eventually(lambda: len(said) == 2)
    assert "RecursionError: too deep" in said[0]
    assert (planted, said[1]) == (["bb", "ccc"], f"Planted anew: {file}")
